//! The registry: every metric once, with what it means and how it is computed. Tooltips, `docs/metrics.md` and the
//! headers of exports read it. Wording in the interface's languages belongs to the page; this is the reference.

/// One metric, or one figure of a metric that is read on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metric {
    /// The key in the answers; a figure inside a metric after a dot, as `repurchase.of_all`.
    pub id: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// What its numbers count.
    pub unit: &'static str,
    /// What it says, in one or two plain sentences.
    pub definition: &'static str,
    /// How it is computed.
    pub formula: &'static str,
    /// Section of METRICS.md, and the publication of a method that has one.
    pub source: &'static str,
    /// Settings that change it, by their ids in a recipe, beside those that change every number.
    pub settings: &'static [&'static str],
    /// When it is marked as thin, or not given at all.
    pub thin: &'static str,
}

/// Settings that change every number.
pub const EVERYWHERE: [&str; 9] = [
    "customer_key",
    "min_orders",
    "min_revenue",
    "returns",
    "free_orders",
    "order_grain",
    "same_day",
    "as_of",
    "filters",
];

/// The metric or figure of an id.
pub fn find(id: &str) -> Option<&'static Metric> {
    METRICS.iter().find(|metric| metric.id == id)
}

const FEW_CUSTOMERS: &str = "thin below 30 customers";
const FEW_VALUES: &str = "thin below 30 observations";
const NEVER_THIN: &str = "a total: never thin";
const NO_AMOUNTS: &str = "none in a file without amounts";
const WILSON: &str = "Wilson, JASA 22 (1927)";

macro_rules! metrics {
    ($($id:literal, $title:literal, $unit:literal, $definition:literal, $formula:literal, $source:expr,
        [$($setting:literal),*], $thin:expr;)*) => {
        /// Every metric in the order of METRICS.md.
        pub const METRICS: &[Metric] = &[$(Metric {
            id: $id,
            title: $title,
            unit: $unit,
            definition: $definition,
            formula: $formula,
            source: $source,
            settings: &[$($setting),*],
            thin: $thin,
        }),*];
    };
}

metrics! {
    "import", "What went in", "rows, currency",
        "How many rows of the file were used, and for each row that was not, why.",
        "rows read = rows used + Σ rows set aside; the same for amounts, to the last minor unit",
        "section 3", ["columns", "reading"], NEVER_THIN;
    "summary", "The whole in a line", "customers, purchases, currency",
        "Customers, purchases, returns and net revenue up to the day that the analysis stands on.",
        "net revenue = Σ purchases + Σ returns; also of keys without a purchase, whose returns are unmatched",
        "section 3", ["period"], NEVER_THIN;
    "summary.average_order_value", "Average order value", "currency",
        "What a purchase is worth before anything is sent back.",
        "Σ totals of purchases / purchases; the median is the type 7 quantile at 0.5",
        "section 3; Hyndman and Fan, The American Statistician 50 (1996)", [], NO_AMOUNTS;
    "summary.returning", "Customers who came back", "share of customers",
        "The share of all customers with two or more purchases so far. New customers have had little time.",
        "customers with 2+ purchases / customers, with the 95 % Wilson interval", WILSON, [], FEW_CUSTOMERS;
    "new_customers", "New customers", "customers a period",
        "Customers whose first purchase falls in the period, what those purchases were worth, and who else bought.",
        "count of purchase 1 by its period; returning: distinct customers with purchase 2+ in the period",
        "section 4", ["period"], NEVER_THIN;
    "first_order_value", "Value of the first order", "currency",
        "What first purchases are worth beside all later ones.",
        "mean, median and quartiles (type 7) of the totals of purchase 1 and of purchases 2+",
        "section 4", [], FEW_VALUES;
    "first_product_mix.pairs", "Products bought together first", "new customers",
        "The pairs of products that stand together in first purchases most often.",
        "new customers whose purchase 1 holds both, each pair once per customer",
        "section 4", [], FEW_CUSTOMERS;
    "first_product_mix", "What first purchases hold", "share of new customers, lift",
        "What brings customers in, against what is merely sold a lot: products in first purchases beside all purchases.",
        "lift = share of new customers whose purchase 1 holds it / share of all purchases that hold it",
        "section 4", [], FEW_CUSTOMERS;
    "acquisition_season", "When new customers come", "customers, index",
        "New customers by month of the year, weekday and hour, and in named events against the usual day of the same year.",
        "index 100 = the average slot, months over complete years; event: new customers a day / median day outside all events",
        "section 4", [], "months need a complete calendar year";
    "acquisition_source", "Where new customers come from", "customers, currency, share",
        "New customers by channel, coupon, country, and with or without a discount, with what became of them.",
        "by the first purchase; back within 90 days by Kaplan-Meier; revenue over customers watched for 12 months",
        "section 4; Kaplan and Meier, JASA 53 (1958)", [], FEW_CUSTOMERS;
    "gaps", "Days between purchases", "days",
        "How long customers take from one purchase to the next; once as stated, once between distinct days.",
        "date of purchase n + 1 - date of purchase n; 0 on one day; distinct days leave the zeros out",
        "section 5", [], FEW_VALUES;
    "orders_per_customer", "Orders per customer", "purchases a customer",
        "How often customers who bought in the last months did: all of them, and the best fifth by net revenue.",
        "purchases in the window of customers with one or more in it; good: the best ceil(n / 5) by net revenue in the window, without amounts by purchases",
        "section 5", ["window_months"], FEW_CUSTOMERS;
    "active_customers", "Active customers", "customers a period",
        "Customers with a purchase in the period, and how many purchases each made.",
        "distinct customers with a purchase in the period; purchases / customers",
        "section 5", ["period"], FEW_CUSTOMERS;
    "replenishment", "When it runs out", "days",
        "How long customers take to buy the same product again, and how long one unit of it lasts.",
        "days between a customer's consecutive purchases that hold the product; per unit: divided by the units of the earlier one; type 7 quantiles",
        "section 5", [], "only products with 30 or more repeat gaps";
    "repurchase.of_returning", "Of those who came back, when", "share of returning customers",
        "Among customers with a second purchase, the share whose second came within the limit. It falls as a file gets longer, and says nothing about those who never return.",
        "date 2 <= date 1 + m calendar months, clamped to the end of the month; or within so many days",
        "section 6", [], FEW_CUSTOMERS;
    "repurchase.of_all", "Of all new customers, how many come back", "probability",
        "The chance that a new customer has bought again by a day, counting those who have not and how long each has been watched.",
        "1 - S(t), Kaplan-Meier, censored at as_of; 95 % interval by Greenwood with log-log transform",
        "section 6; Kaplan and Meier, JASA 53 (1958); Kalbfleisch and Prentice (2002)", [],
        "a point beyond the longest observation is not given; customers at risk stand beside each";
    "repurchase.hazard", "Chance to come back in 30 days", "probability",
        "For those who have not come back yet: the chance that they do in the 30 days that begin now.",
        "1 - S(t + 30) / S(t)", "section 6", [], "thin below 30 customers still waiting";
    "repurchase.hot_window_months", "Hot window", "months",
        "The time in which most second purchases happen: after it, waiting gets slow.",
        "smallest whole month m (30.4375 days each) with of_all(m) >= 60 % of of_all at the end of follow-up, which is the last day with 30 customers at risk",
        "section 6", [], "not given below 30 customers, or when nobody came back";
    "first_product", "What happens after the first product", "customers, share, days, currency",
        "For each product in a first order: who began with it, how many came back and when, and what they bought next.",
        "over customers whose purchase 1 holds the product; each counts once per product, so shares add up to more than 100 %",
        "section 7", [], FEW_CUSTOMERS;
    "first_product.role", "Role of a first product", "",
        "Hero: one of the three that most begin with, and not below average. Loyalty builder: its customers return significantly more often. Leak: significantly less often, and 2 % or more begin with it.",
        "95 % Wilson interval of the return share against the share of all customers",
        WILSON, [], "thin below 30 customers, before any other role";
    "first_product.revenue_12_months", "Revenue in the first 12 months", "currency per customer",
        "What a customer who began with it has brought a year later, returns deducted.",
        "mean net revenue from purchase 1 to the same day 12 months on, over customers watched that long",
        "section 7", [], "the number of customers watched that long stands beside it";
    "product_paths", "Paths of products", "customers",
        "What customers buy first, second, third and fourth: the most frequent paths.",
        "a purchase stands for the product that most was paid for, of equal ones the first by key; share of the customers who made as many purchases",
        "section 7", [], FEW_CUSTOMERS;
    "revenue_by_order_number", "Revenue by order number", "currency, purchases a period",
        "What first, second, third and later purchases bring, period by period, and the share of returning customers.",
        "Σ totals of purchase 1, 2, 3, 4+; a return counts in the bucket of the purchase that it belongs to",
        "section 8", ["period"], NO_AMOUNTS;
    "revenue_by_order_number.before_after", "Before and after", "currency, purchases a period",
        "The mean period before and after a day of your choice, for first, second, third and later purchases.",
        "means over whole periods that end before the day, and over whole ones from it on; the cut period is in neither; change = after / before - 1",
        "section 8", ["period", "compare_date"], NO_AMOUNTS;
    "cohorts.splits", "Cohorts by what they began with", "share, currency",
        "The cohort table by first product, category, channel, coupon, country and discount of the first purchase.",
        "as cohorts, columns counted from each customer's own first period; column k over the customers for whom it is over",
        "section 9", ["period", "margin"], FEW_CUSTOMERS;
    "cohort_flags", "Cohorts bought with discounts", "share of customers",
        "Cohorts in which most came in with a discount, and which come back significantly less than customers at full price.",
        "share with a second purchase within 3 calendar months, of those watched that long, against all customers whose purchase 1 was at full price; pooled two-proportion z test, two-sided, p < 0.05",
        "section 9; Fleiss, Levin and Paik (2003), section 3.1", ["period"],
        "flagged only where the test carries it";
    "cohorts", "Cohorts", "customers, share, currency",
        "The customers of each period of first purchase, followed period by period.",
        "column k: the k-th calendar period since the first; empty after as_of, in progress where as_of cuts it",
        "section 9", ["period", "margin"], "a cohort below 30 customers is thin";
    "cohorts.retention", "Retention", "share of the cohort",
        "Customers of the cohort with a purchase in that very period.",
        "active / size", "section 9", ["period"], "a cohort below 30 customers is thin";
    "cohorts.retention_unbounded", "Retention, unbounded", "share of the cohort",
        "Customers of the cohort who bought in that period or in any later one: who is still there.",
        "customers with a purchase in period k or later / size; only where k is over",
        "section 9", ["period"], "a cohort below 30 customers is thin";
    "cohorts.repurchase_cumulative", "Bought again", "share of the cohort",
        "Customers of the cohort who have bought at least twice by the end of the period.",
        "customers with 2+ purchases by the end of period k / size", "section 9", ["period"],
        "a cohort below 30 customers is thin";
    "cohorts.cumulative_revenue_per_customer", "Revenue per customer so far", "currency per customer",
        "What a customer of the cohort has brought by the end of the period, those who left included.",
        "Σ net revenue of periods 0 to k / size", "section 9", ["period"], NO_AMOUNTS;
    "cohorts.mean", "All cohorts", "share, currency",
        "The cohorts together: column k over those that have completed it, each customer counting once.",
        "Σ numerators / Σ sizes over cohorts for which k is over", "section 9", ["period"], NEVER_THIN;
    "groups", "Customer groups", "customers, purchases, currency",
        "Customers with a purchase in the last months, by what they spent and by how often they bought.",
        "spend: five edges, zero and the quintile limits rounded to 1, 2, 2.5, 5 × 10^k; lower edge included; purchases: 1, 2, 3, 4, 5+",
        "section 10", ["window_months", "spend_edges"], FEW_CUSTOMERS;
    "concentration", "Concentration", "share of net revenue",
        "How much of the revenue the best 1, 5, 10, 20 and 50 % of customers bring.",
        "net revenue of the best ceil(p n) customers / all; Gini = Σ (2i - n - 1) x_i / (n Σ x_i)",
        "section 10; Sen, On Economic Inequality (1973)", ["window_months"],
        "no Gini where a customer's net revenue is negative";
    "churn.lapse_day", "Lapse day", "days",
        "Most customers who come back do so within so many days; after it a customer counts as lapsed.",
        "80th percentile (settable, type 7) of the gaps between distinct purchase days",
        "section 11", ["lapse_percentile"], "not given where nobody bought on two days; the gaps behind it are counted";
    "churn.states", "Active, at risk, lapsed", "customers, currency",
        "Where customers stand today, by the days since their last purchase.",
        "active: d <= 0.8 lapse day; at risk: up to the lapse day; lapsed: beyond",
        "section 11", ["lapse_percentile", "window_months"], FEW_CUSTOMERS;
    "churn.miss_you_day", "We-miss-you day", "days",
        "The day after the last purchase from which the chance to come back has halved: the time to write.",
        "first t after the peak of h(t) = 1 - S(t + 90) / S(t) with h < half its peak, while 30 gaps are at risk",
        "section 11", [], "not given below 30 gaps";
    "churn.months", "Churn rate a month", "share of active customers",
        "Customers lost in a month, of those who were active when it began.",
        "last purchase + lapse day falls in the month and nothing was bought by then / not lapsed at its start",
        "section 11", ["lapse_percentile"], "not given for a month that is not over";
    "churn.first_products", "We-miss-you day by first product", "days",
        "The same day for those who began with each of the largest products and categories.",
        "as churn.miss_you_day, over the gaps of customers whose purchase 1 holds it",
        "section 11", [], "not given below 30 gaps; thin below 30 customers";
    "value_at_risk", "Value at risk", "currency",
        "What active, at-risk and lapsed customers brought in the last months, and what they are expected to bring in the next twelve.",
        "Σ expected purchases in 365 days (BG/NBD) × expected value of a purchase (Gamma-Gamma), × margin where it is set",
        "section 11", ["lapse_percentile", "window_months", "margin"], FEW_CUSTOMERS;
    "alive_probability", "Chance to ever buy again", "probability",
        "How likely it is that customers are still there, from how often and how lately they bought.",
        "P(alive | x, t_x, T) of Pareto/NBD; the sum over customers is how many are expected to buy again",
        "section 13; Schmittlein, Morrison and Colombo, Management Science 33 (1987)", [],
        "not given below 30 customers who came back";
    "movement", "Who moved", "customers",
        "Where customers stood a period, a quarter or a year ago, and where they stand now.",
        "stage and RFM group under as_of set to the past day, against today; `none`: no customer yet",
        "section 12", ["period", "lapse_percentile", "rfm_cuts", "rfm_grid"], NEVER_THIN;
    "next_product", "What they buy next", "probability, share of customers",
        "For each product held, what is most likely in the next purchase; and how often that was right, beside always naming the bestsellers.",
        "P(n | h) = (c + 30 pop(n)) / (N + 30), mean over all products held; hit rate: last purchases that hold one of the three named from what came before",
        "section 7", [], FEW_CUSTOMERS;
    "next_order_date", "When the next order is due", "customers a week",
        "How many orders are due in the next weeks if customers keep their pace.",
        "last purchase + (n × own median gap + 3 × median gap of the step) / (n + 3) days, n own gaps between distinct days; none for lapsed customers",
        "section 13", ["lapse_percentile"], "never thin: a count of customers";
    "findings", "Findings", "",
        "What of the answers is worth a sentence, as values.",
        "kind, figure with interval and count; a comparison only where its two-proportion or Wilson interval carries it",
        "section 14", [], "nothing below 30 customers";
    "rfm", "Recency, frequency, value", "customers",
        "Customers scored 1 to 5 by how lately, how often and for how much they bought, in eleven groups.",
        "score = 1 + floor(5 × share of customers strictly worse); FM = (F + M) / 2 rounded half up, F alone without amounts",
        "section 12", ["rfm_cuts", "rfm_grid"], FEW_CUSTOMERS;
    "clv", "What they will be worth", "purchases, currency",
        "What the present customers are expected to buy in the next 90 and 365 days, with a test of how far that can be trusted.",
        "BG/NBD on repeat days in weeks, Gamma-Gamma on their mean value, by maximum likelihood; expected value = expected purchases × expected value of a purchase",
        "section 13; Fader, Hardie and Lee, Marketing Science 24 (2005); Fader and Hardie (2013)", ["margin"],
        "not given below 30 customers who came back; the back-test's verdict stands beside it";
    "stage", "Stages", "customers, currency",
        "Where each customer stands on the journey from a first purchase to a regular customer. Everybody has one stage.",
        "decided from the top of the table of section 12 by purchases, days since the last, the lapse day and the hot window",
        "section 12", ["lapse_percentile"], FEW_CUSTOMERS;
    "segments", "Segments", "customers, currency",
        "The lists to act on: hot opportunity, second purchase due, at risk, lapsed, best.",
        "hot: one purchase, inside the hot window; due: one purchase, d in the middle half of days to the second; at risk and lapsed: by the lapse day; best: 3+ purchases, active, top tenth by net revenue",
        "sections 6, 11 and 12", ["lapse_percentile", "window_months"], FEW_CUSTOMERS;
}

/// The registry as a page: what `docs/metrics.md` holds.
pub fn markdown() -> String {
    let mut page = String::from(
        "# Every metric\n\nGenerated from `src/answers/registry.rs`; do not edit by hand: \
         `STAMKUNDE_WRITE_DOCS=1 cargo test --test registry`.\n\nThese settings change every number: ",
    );
    page.push_str(&EVERYWHERE.map(code).join(", "));
    page.push_str(".\n");
    for metric in METRICS {
        let own: Vec<String> = metric.settings.iter().copied().map(code).collect();
        page.push_str(&format!("\n## {}\n\n{}\n\n", metric.title, metric.definition));
        page.push_str(&format!("- id: {}\n", code(metric.id)));
        if !metric.unit.is_empty() {
            page.push_str(&format!("- unit: {}\n", metric.unit));
        }
        page.push_str(&format!("- formula: {}\n- source: {}\n", metric.formula, metric.source));
        if !own.is_empty() {
            page.push_str(&format!("- settings: {}\n", own.join(", ")));
        }
        page.push_str(&format!("- thin data: {}\n", metric.thin));
    }
    page
}

fn code(text: &str) -> String {
    format!("`{text}`")
}
