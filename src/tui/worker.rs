//! The thread that writes the journal, the report and exports. A slow disk delays only it: keys are still read and shown.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use super::crash::{self, CRASHED};
use super::event::{Event, Message};
use crate::app::document::Job;
use crate::app::export::Output;
use crate::store::carry;

/// The thread. Dropping this waits until it has finished everything.
#[derive(Debug)]
pub(super) struct Worker {
    tasks: Option<Sender<Task>>,
    finished: Receiver<Job>,
}

/// A task of the thread.
#[derive(Debug)]
pub(super) enum Task {
    /// Write the journal or the report.
    Job(Box<Job>),
    /// Write an export.
    Output(Box<Output>),
}

impl Worker {
    /// Starts the thread; `None` if that is impossible. It sends [`Message::Finished`] after each job, and the result
    /// of each export.
    pub(super) fn start(events: &Sender<Event>) -> Option<Worker> {
        let (tasks, waiting) = channel();
        let (sender, finished) = channel();
        let work = carry(move |events: Sender<Event>| {
            for task in waiting {
                let message = perform(task, &sender);
                // If the receiver is gone, the program is exiting already.
                let _ = events.send(Event::Message(message.unwrap_or(Message::Leave(CRASHED))));
            }
        });
        crash::spawn("disk", events.clone(), work).ok()?;
        Some(Worker { tasks: Some(tasks), finished })
    }

    /// Starts a task, or returns it if the thread has ended.
    pub(super) fn begin(&self, task: Task) -> Result<(), Task> {
        match &self.tasks {
            Some(tasks) => tasks.send(task).map_err(|refused| refused.0),
            None => Err(task),
        }
    }

    /// Returns the job if it has finished within a time; without a limit, waits until it has.
    pub(super) fn finished(&self, within: Option<Duration>) -> Option<Job> {
        match within {
            Some(within) => self.finished.recv_timeout(within).ok(),
            None => self.finished.recv().ok(),
        }
    }
}

/// Performs a task; returns `None` if it crashed. A job is returned to the screen in any case.
fn perform(task: Task, finished: &Sender<Job>) -> Option<Message> {
    match task {
        Task::Output(output) => crash::survived(|| output.write()).map(Message::Exported),
        Task::Job(mut job) => {
            let survived = crash::survived(|| job.run());
            let _ = finished.send(*job);
            survived.map(|()| Message::Finished)
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.tasks = None;
        // The thread drops its end of the channel when it has finished.
        while self.finished.recv().is_ok() {}
    }
}
