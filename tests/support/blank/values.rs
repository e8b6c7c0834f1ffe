//! Values in a form: none, or the report of last year.

/// A target and its result, or an indicator with both.
pub struct Indicator {
    pub name: &'static str,
    pub target: &'static str,
    pub actual: &'static str,
}

/// Entries of a form as they are printed.
pub struct Values {
    /// Last two digits of the year.
    pub year: &'static str,
    pub unit: &'static str,
    pub date: &'static str,
    /// 联系人, 联络电话, 人员编制, 实有人数.
    pub boxes: [&'static str; 4],
    pub duties: &'static [&'static str],
    pub tasks: &'static [&'static str],
    pub results: &'static [&'static str],
    /// Names of the institutions.
    pub units: &'static [&'static str],
    /// Amounts of the four tables, from the sum row on.
    pub money: [&'static [&'static [&'static str]]; 4],
    pub goals: &'static [(&'static str, &'static str)],
    /// Indicators of the eight groups.
    pub indicators: [&'static [Indicator]; 8],
    /// 绩效自评综合得分, 评价等次.
    pub score: [&'static str; 2],
    /// Name, position and unit.
    pub people: &'static [[&'static str; 3]],
    /// 填报人, 联系电话.
    pub preparer: [&'static str; 2],
    /// Paragraphs below the eleven headings.
    pub prose: [&'static [&'static str]; 11],
}

/// Nothing is entered except the names of rows.
pub const EMPTY: Values = Values {
    year: "",
    unit: "",
    date: "",
    boxes: [""; 4],
    duties: &[],
    tasks: &[],
    results: &[],
    units: &["局机关", "二级机构1", "二级机构2"],
    money: [&[]; 4],
    goals: &[],
    indicators: [const { &[] }; 8],
    score: [""; 2],
    people: &[],
    preparer: [""; 2],
    prose: [&[]; 11],
};

const fn indicator(name: &'static str, target: &'static str, actual: &'static str) -> Indicator {
    Indicator { name, target, actual }
}

/// The report of the year 2022.
pub const LAST_YEAR: Values = Values {
    year: "22",
    unit: "临湘市河湖管理中心",
    date: "2023年03月15日",
    boxes: ["何雨清", "0730-3725516", "42", "39"],
    duties: &[
        "负责全市河道、湖泊的日常巡查、保洁和岸线管理；承办河长制的具体工作。",
        "负责水文监测资料的收集、整理和上报。",
    ],
    tasks: &[
        "完成12条主要河道的清淤疏浚，全年清淤28公里。",
        "更新水文监测设备6套，汛前投入使用。",
        "组织巡河不少于240次，问题按期整改。",
    ],
    results: &[
        "全年清淤疏浚河道28.6公里，更新水文监测设备6套，组织巡河256次。",
        "发现的问题87个已全部整改，主要河道水质保持在三类以上。",
    ],
    units: &["局机关", "河道管理所", "水文监测站"],
    money: [
        &[
            &["676.00", "17.65", "580.35", "48.00", "28.00", "2.00"],
            &["412.60", "12.60", "400.00", "", "", ""],
            &["168.35", "", "120.35", "48.00", "", ""],
            &["95.05", "5.05", "60.00", "", "28.00", "2.00"],
        ],
        &[
            &["667.00", "484.00", "391.35", "92.65", "183.00", "-8.65", "9.00"],
            &["405.60", "300.60", "240.10", "60.50", "105.00", "-5.60", "7.00"],
            &["168.35", "110.35", "90.20", "20.15", "58.00", "0.00", "0.00"],
            &["93.05", "73.05", "61.05", "12.00", "20.00", "-3.05", "2.00"],
        ],
        &[
            &["5.60", "1.20", "4.40", "", ""],
            &["3.20", "0.80", "2.40", "", ""],
            &["1.50", "0.30", "1.20", "", ""],
            &["0.90", "0.10", "0.80", "", ""],
        ],
        &[
            &["1966.50", "1890.00", "50.00", "26.50"],
            &["1250.00", "1180.00", "50.00", "20.00"],
            &["430.00", "430.00", "", ""],
            &["286.50", "280.00", "", "6.50"],
        ],
    ],
    goals: &[
        ("主要河道清淤疏浚28公里", "清淤疏浚28.6公里"),
        ("水文监测设备汛前全部更新", "6套设备于4月底投入使用"),
        ("巡河发现的问题全部整改", "87个问题全部整改"),
    ],
    indicators: [
        &[
            indicator("清淤工程验收合格率", "达到100%", "100%"),
            indicator("监测数据完整率", "不低于95%", "97.2%"),
        ],
        &[
            indicator("清淤疏浚长度", "不少于28公里", "28.6公里"),
            indicator("巡河次数", "不少于240次", "256次"),
        ],
        &[indicator("设备更新时间", "4月底前", "4月26日")],
        &[indicator("清淤单位成本", "不超过3.5万元/公里", "3.4万元/公里")],
        &[indicator("沿岸受益人口", "不少于6万人", "6.3万人")],
        &[indicator("减少农田受淹损失", "不少于150万元", "162万元")],
        &[indicator("主要河道水质达标率", "不低于98%", "98.5%")],
        &[indicator("沿岸群众满意度", "不低于90%", "93.4%")],
    ],
    score: ["92.5", "优"],
    people: &[
        ["方立言", "主任", "临湘市河湖管理中心"],
        ["覃小满", "副主任", "临湘市河湖管理中心"],
        ["何雨清", "会计", "临湘市河湖管理中心"],
        ["龙见山", "所长", "河道管理所"],
    ],
    preparer: ["何雨清", "0730-3725516"],
    prose: [
        &[
            "临湘市河湖管理中心为公益一类事业单位，下设河道管理所和水文监测站。",
            "人员编制42名，年末实有39人，内设办公室、巡查股和财务股。",
        ],
        &[
            "2022年整体支出667.00万元，其中基本支出484.00万元，项目支出183.00万元。",
            "支出用于机构运转、河道清淤和水文监测。",
        ],
        &[
            "基本支出484.00万元，其中人员支出391.35万元，公用支出92.65万元。",
            "公用支出主要是办公、水电、差旅和车辆运行。",
        ],
        &["项目资金年初安排183.00万元，全部到位。"],
        &["项目资金实际使用183.00万元，用于清淤工程、设备更新和巡河保洁。"],
        &["资金实行专账核算，按进度拨付，未发现截留和挪用。", "大额支出由班子会集体研究决定。"],
        &["清淤工程由河道管理所组织，经公开招标确定施工单位。"],
        &["巡查股每周检查施工现场，竣工后组织验收并归档。"],
        &[
            "各项产出指标均已完成，清淤长度和巡河次数超过目标。",
            "沿岸群众满意度93.4%，效益目标已实现。",
            "综合得分92.5分，评价等次为优。",
        ],
        &["部分乡镇河段的保洁频次偏低。", "个别监测点的数据上传不够及时。"],
        &["增加乡镇河段的保洁人员，按月通报频次。", "更换老旧通信模块，保证数据按时上传。"],
    ],
};
