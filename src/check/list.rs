//! The list of rules.

/// Calls a macro with the list of rules: the file of each rule and its identifier, in the order of findings at
/// the same place.
macro_rules! list_of_rules {
    ($then:ident) => {
        $then! {
            required Required;
            format Format;
            no_result NoResult;
            unknown_entry UnknownEntry;
            decimals Decimals;
            choice Choice;
            constraint Constraint;
            overridden Override;
            check Check;
            carried Carried;
            same_as_last SameAsLast;
            change Change;
            sign_change SignChange;
            live_figure LiveFigure;
            figure Figure;
            stale Stale;
            indicator Indicator;
            target Target;
            year Year;
            typing Typing;
            sum Sum;
            rate Rate;
            share Share;
            count Count;
            direction Direction;
            other_text OtherText;
            unit_name UnitName;
            doubled_mark DoubledMark;
            half_width HalfWidth;
            year_gap YearGap;
            placeholder Placeholder;
            numbering Numbering;
            this_year ThisYear;
            repeated Repeated;
            repeated_indicator RepeatedIndicator;
        }
    };
}

macro_rules! identifiers {
    ($($file:ident $id:ident;)*) => {
        /// A rule that applies to every form. The order is that of findings at the same place.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs, reason = "each is documented by the help of its rule")]
        pub enum RuleId {
            $($id,)*
        }

        impl RuleId {
            /// All rules.
            pub(super) const ALL: &[RuleId] = &[$(RuleId::$id,)*];
        }
    };
}

list_of_rules!(identifiers);
pub(super) use list_of_rules;
