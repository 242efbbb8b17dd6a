//! Small files with the exact headers of the exports that shops and accounting programs make: each opens without a
//! question, and gives the customers, purchases and revenue that were put in.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod export_kit;

use export_kit::{Want, cell, check, csv};

use stamkunde::{answers::SetAsideReason, recipe::Role};

/// What a file has to give.
const SHOPIFY: &str = "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,Tax 4 Value,Tax 5 Name,Tax 5 Value,Phone,Receipt Number,Duties,Billing Province Name,Shipping Province Name,Payment ID,Payment Terms Name,Next Payment Due At,Payment References";

/// 20 orders of 8 customers with two lines each; every fourth has a further line, as Shopify writes it: with nothing but
/// order, e-mail and line. Order 5 is voided, 9 cancelled, 13 refunded in full, 17 in part, 2 has a discount.
fn shopify(repeats: &[&str]) -> String {
    let mut rows = Vec::new();
    for n in 0..20 {
        let status = match n {
            5 => "voided",
            13 => "refunded",
            17 => "partially_refunded",
            _ => "paid",
        };
        let n_lines = if n % 4 == 0 { 3 } else { 2 };
        let subtotal = n_lines * 100 - if n == 2 { 25 } else { 0 };
        for line in 0..n_lines {
            let created = format!("2024-{:02}-{:02} 09:50:26 +0200", n / 2 + 1, n % 2 * 14 + 3);
            let mut row = vec![
                ("Name", format!("#{}", 1001 + n)),
                ("Email", format!("Kunde{}@example.com", n % 8)),
                ("Created at", created),
                ("Lineitem quantity", cell(2)),
                ("Lineitem name", format!("Tea {line} - 250 g, \"fine\"")),
                ("Lineitem price", cell("50.00")),
                ("Lineitem sku", format!("TEA-{line}")),
                ("Lineitem requires shipping", cell("true")),
                ("Vendor", cell("Tea & Co")),
                ("Lineitem discount", cell("0.00")),
            ];
            if line > 0 {
                row.retain(|(name, _)| {
                    name.starts_with("Lineitem")
                        || *name == "Name"
                        || *name == "Vendor"
                        || repeats.contains(name)
                });
            } else {
                row.extend([
                    ("Financial Status", cell(status)),
                    ("Currency", cell("DKK")),
                    ("Subtotal", format!("{subtotal}.00")),
                    ("Shipping", cell("39.00")),
                    ("Taxes", cell("67.80")),
                    ("Total", format!("{}.00", subtotal + 39)),
                    ("Discount Amount", cell(if n == 2 { "25.00" } else { "0.00" })),
                    ("Discount Code", cell(if n == 2 { "WELCOME" } else { "" })),
                    ("Billing Name", format!("Kunde {}", n % 8)),
                    ("Billing Zip", cell("'2100")),
                    ("Billing Country", cell("DK")),
                    ("Shipping Country", cell("DK")),
                    ("Billing Phone", format!("+45 12 34 56 {:02}", n % 8)),
                    ("Cancelled at", cell(if n == 9 { "2024-05-20 10:00:00 +0200" } else { "" })),
                    // a refund in full gives back the postage too
                    (
                        "Refunded Amount",
                        cell(match n {
                            13 => "239.00",
                            17 => "30.00",
                            _ => "0.00",
                        }),
                    ),
                    ("Id", format!("5{:012}", n * 7919)),
                    ("Source", cell("web")),
                ]);
            }
            rows.push(row);
        }
    }
    csv(SHOPIFY, ',', &rows)
}

#[test]
fn shopify_with_its_continuation_lines() {
    // 5 orders of three lines and 15 of two; three orders of two lines are nothing sold
    let want = Want {
        known: Some("Shopify orders_export"),
        roles: &[
            (Role::Order, "Name"),
            (Role::Email, "Email"),
            (Role::Name, "Billing Name"),
            (Role::Phone, "Billing Phone"),
            (Role::Postcode, "Billing Zip"),
            (Role::Country, "Billing Country"),
            (Role::Date, "Created at"),
            (Role::Status, "Financial Status"),
            (Role::Currency, "Currency"),
            (Role::Quantity, "Lineitem quantity"),
            (Role::ProductName, "Lineitem name"),
            (Role::Product, "Lineitem sku"),
            (Role::UnitPrice, "Lineitem price"),
            (Role::Category, "Vendor"),
            (Role::Coupon, "Discount Code"),
            (Role::Discount, "Lineitem discount"),
            (Role::Channel, "Source"),
        ],
        rows_used: 45 - 6,
        set_aside: &[(SetAsideReason::Cancelled, 6)],
        customers: 7, // of one, both orders are nothing sold
        purchases: 17,
        returns: 0,
        revenue: "3845.00", // 39 lines of 100, less 25 discount and 30 refund
    };
    for repeats in [&["Email", "Created at"][..], &["Email"], &[]] {
        check("shopify", shopify(repeats), &want);
    }
}

#[test]
fn woocommerce_analytics() {
    let header = "Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Product(s),Items sold,Coupon(s),Net Sales";
    let rows: Vec<_> = (0..24)
        .map(|n| {
            let amount = if n == 7 { -120 } else { 200 + n };
            vec![
                ("Date", format!("2024-{:02}-{:02} 10:12:33", n / 2 + 1, n % 2 * 9 + 1)),
                ("Order #", cell(5000 + n)),
                ("N. Revenue (formatted)", format!("kr {amount},00")),
                (
                    "Status",
                    cell(match n {
                        3 => "cancelled",
                        4 => "pending",
                        5 => "failed",
                        6 => "refunded",
                        8 => "processing",
                        _ => "completed",
                    }),
                ),
                ("Customer", format!("Anna Hansen{}", n % 6)),
                ("Customer type", cell(if n < 6 { "new" } else { "returning" })),
                ("Product(s)", cell("2× Tea, 1× Cup")),
                ("Items sold", cell(3)),
                ("Coupon(s)", cell(if n % 5 == 0 { "SPRING" } else { "" })),
                ("Net Sales", cell(amount)),
            ]
        })
        .collect();
    check(
        "woocommerce analytics",
        csv(header, ',', &rows),
        &Want {
            known: Some("WooCommerce Analytics"),
            roles: &[
                (Role::Date, "Date"),
                (Role::Order, "Order #"),
                (Role::Status, "Status"),
                (Role::Customer, "Customer"),
                (Role::Coupon, "Coupon(s)"),
                (Role::Amount, "Net Sales"),
            ],
            rows_used: 20,
            set_aside: &[(SetAsideReason::Cancelled, 4)],
            customers: 6,
            purchases: 19,
            returns: 1,
            // 19 × 200 + (0 + … + 23) - (3 + 4 + 5 + 6 + 7) - 120
            revenue: "3931.00",
        },
    );
}

#[test]
fn woocommerce_advanced_order_export() {
    let header = "Order Number,Order Status,Order Date,Customer Note,First Name (Billing),Last Name (Billing),Company (Billing),Address 1&2 (Billing),City (Billing),State Code (Billing),Postcode (Billing),Country Code (Billing),Email (Billing),Phone (Billing),First Name (Shipping),Last Name (Shipping),Address 1&2 (Shipping),City (Shipping),State Code (Shipping),Postcode (Shipping),Country Code (Shipping),Payment Method Title,Cart Discount Amount,Order Subtotal Amount,Shipping Method Title,Order Shipping Amount,Order Refund Amount,Order Total Amount,Order Total Tax Amount,Item #,SKU,Name,Product Variation,Quantity,Quantity (- Refund),Item Cost,Order Line (w/o tax),Order Line Tax,Order Line Total,Coupon Code,Discount Amount,Discount Amount Tax";
    let rows = |fill: bool| -> Vec<Vec<(&str, String)>> {
        (0..40)
            .map(|n| {
                let (order, line) = (n / 2, n % 2);
                let mut row = vec![
                    ("Item #", cell(line + 1)),
                    ("SKU", format!("T{line}")),
                    ("Name", format!("Tea {line}")),
                    ("Quantity", cell(2)),
                    ("Quantity (- Refund)", cell(2)),
                    ("Item Cost", cell("50")),
                    ("Order Line (w/o tax)", cell("100")),
                    ("Order Line Tax", cell("25")),
                    ("Order Line Total", cell("125")),
                ];
                if line == 0 || fill {
                    row.extend([
                        ("Order Number", cell(800 + order)),
                        ("Order Status", cell(if order == 4 { "Cancelled" } else { "Completed" })),
                        ("Order Date", format!("2024-{:02}-{:02} 08:45", order / 2 + 1, order % 2 * 9 + 1)),
                        ("First Name (Billing)", cell("Åse")),
                        ("Last Name (Billing)", format!("Krøger{}", order % 7)),
                        ("Postcode (Billing)", cell("0150")),
                        ("City (Billing)", cell("Oslo")),
                        ("Country Code (Billing)", cell("NO")),
                        ("Email (Billing)", format!("k{}@example.no", order % 7)),
                        ("Phone (Billing)", format!("123456{order:02}")),
                        ("Order Subtotal Amount", cell(200)),
                        ("Order Total Amount", cell(250)),
                    ]);
                }
                row
            })
            .collect()
    };
    let want = Want {
        known: Some("WooCommerce Advanced Order Export"),
        roles: &[
            (Role::Order, "Order Number"),
            (Role::Status, "Order Status"),
            (Role::Date, "Order Date"),
            (Role::Email, "Email (Billing)"),
            (Role::Name, "Last Name (Billing)"),
            (Role::FirstName, "First Name (Billing)"),
            (Role::Phone, "Phone (Billing)"),
            (Role::Postcode, "Postcode (Billing)"),
            (Role::Country, "Country Code (Billing)"),
            (Role::Product, "SKU"),
            (Role::ProductName, "Name"),
            (Role::Quantity, "Quantity"),
            (Role::UnitPrice, "Item Cost"),
            (Role::Amount, "Order Line (w/o tax)"),
            (Role::Coupon, "Coupon Code"),
            (Role::Discount, "Discount Amount"),
        ],
        rows_used: 38,
        set_aside: &[(SetAsideReason::Cancelled, 2)],
        customers: 7,
        purchases: 19,
        returns: 0,
        revenue: "3800.00",
    };
    check("advanced, filled", csv(header, ',', &rows(true)), &want);
    check("advanced, order on its first line only", csv(header, ',', &rows(false)), &want);
}

#[test]
fn shopware() {
    let header = "id;order_number;sales_channel_id;customer_firstname;customer_lastname;customer_email;billing_address_street;billing_address_zipcode;billing_address_city;billing_address_company;billing_address_department;billing_address_country_id;billing_address_country_state_id;shipping_address_street;shipping_address_zipcode;shipping_address_city;amount_total;order_state_id;line_items;order_date_time";
    let rows: Vec<_> = (0..20)
        .map(|n| {
            vec![
                ("id", format!("{:032x}", n as u128 * 0x9e37_79b9_7f4a_7c15)),
                ("order_number", cell(10_000 + n)),
                ("sales_channel_id", cell("98432def39fc4624b33213a56b8c944d")),
                ("customer_firstname", cell("Jürgen")),
                ("customer_lastname", format!("Müller{}", n % 5)),
                ("customer_email", format!("k{}@example.de", n % 5)),
                ("billing_address_street", cell("Hauptstraße 1")),
                ("billing_address_zipcode", cell("01067")),
                ("billing_address_city", cell("Dresden")),
                ("amount_total", format!("{}.{}", 40 + n, n % 10)),
                ("order_state_id", cell("2b1c0c4f5f0e4d7b8a3c6d9e0f1a2b3c")),
                ("line_items", cell("2x Tee|1x Tasse, blau")),
                ("order_date_time", format!("2024-{:02}-{:02}T10:12:33.000+00:00", n / 2 + 1, n % 2 * 9 + 1)),
            ]
        })
        .collect();
    check(
        "shopware",
        csv(header, ';', &rows),
        &Want {
            known: Some("Shopware 6 orders"),
            roles: &[
                (Role::Order, "order_number"),
                (Role::Channel, "sales_channel_id"),
                (Role::Country, "billing_address_country_id"),
                (Role::Email, "customer_email"),
                (Role::Name, "customer_lastname"),
                (Role::FirstName, "customer_firstname"),
                (Role::Postcode, "billing_address_zipcode"),
                (Role::Amount, "amount_total"),
                (Role::Status, "order_state_id"),
                (Role::Date, "order_date_time"),
            ],
            rows_used: 20,
            set_aside: &[],
            customers: 5,
            purchases: 20,
            returns: 0,
            revenue: "999.00", // 20 × 40 + (0 + … + 19) + 2 × (0.0 + … + 0.9)
        },
    );
}

#[test]
fn magento_grid() {
    let header = "ID,\"Purchase Point\",\"Purchase Date\",\"Bill-to Name\",\"Ship-to Name\",\"Grand Total (Base)\",\"Grand Total (Purchased)\",Status,\"Billing Address\",\"Shipping Address\",\"Shipping Information\",\"Customer Email\",\"Customer Group\",Subtotal,\"Shipping and Handling\",\"Customer Name\",\"Payment Method\",\"Total Refunded\"";
    let rows: Vec<_> = (0..24)
        .map(|n| {
            vec![
                ("ID", format!("{:09}", n + 1)),
                ("Purchase Point", cell("Main Website\nMain Website Store\n   Default Store View")),
                (
                    "Purchase Date",
                    format!("{} {}, 2024 10:12:33 AM", ["Jan", "Feb", "Mar", "Oct"][n % 4], n + 1),
                ),
                ("Bill-to Name", format!("Anna {}", n % 6)),
                ("Ship-to Name", format!("Anna {}", n % 6)),
                ("Grand Total (Base)", format!("$1,{:03}.50", 200 + n)),
                ("Grand Total (Purchased)", format!("$1,{:03}.50", 200 + n)),
                (
                    "Status",
                    cell(match n {
                        3 => "canceled",
                        4 => "pending",
                        5 => "closed",
                        _ => "complete",
                    }),
                ),
                ("Billing Address", cell("1 Main Street, Springfield")),
                ("Customer Email", format!("anna{}@example.com", n % 6)),
                ("Customer Group", cell("General")),
                ("Subtotal", format!("$1,{:03}.50", 190 + n)),
                ("Shipping and Handling", cell("$10.00")),
                ("Customer Name", format!("Anna {}", n % 6)),
                ("Payment Method", cell("checkmo")),
                (
                    "Total Refunded",
                    cell(match n {
                        5 => "$1,205.50",
                        7 => "$100.00",
                        _ => "$0.00",
                    }),
                ),
            ]
        })
        .collect();
    check(
        "magento",
        csv(header, ',', &rows),
        &Want {
            known: Some("Magento orders grid"),
            roles: &[
                (Role::Order, "ID"),
                (Role::Channel, "Purchase Point"),
                (Role::Date, "Purchase Date"),
                (Role::Name, "Bill-to Name"),
                (Role::Amount, "Grand Total (Base)"),
                (Role::Status, "Status"),
                (Role::Email, "Customer Email"),
            ],
            rows_used: 22,
            set_aside: &[(SetAsideReason::Cancelled, 2)],
            customers: 6,
            purchases: 21, // the closed one is refunded in full: nothing is left of it
            returns: 0,
            // 21 × 1200.50 + (0 + … + 23) - (3 + 4 + 5) - 100
            revenue: "25374.50",
        },
    );
}

#[test]
fn stripe_payments() {
    let header = "id,Description,Seller Message,Created (UTC),Amount,Amount Refunded,Currency,Converted Amount,Converted Amount Refunded,Fee,Tax,Converted Currency,Mode,Status,Statement Descriptor,Customer ID,Customer Description,Customer Email,Captured,Card ID,Card Last4,Card Brand,Card Funding,Invoice ID,Transfer";
    let rows: Vec<_> = (0..30)
        .map(|n| {
            vec![
                ("id", format!("ch_3N{n:020}")),
                ("Description", cell("Subscription update")),
                ("Seller Message", cell("Payment complete.")),
                ("Created (UTC)", format!("2024-{:02}-{:02} 10:12:33", n / 3 + 1, n % 3 * 9 + 1)),
                ("Amount", cell("1250.00")),
                (
                    "Amount Refunded",
                    cell(match n {
                        5 => "1250.00",
                        7 => "50.00",
                        _ => "0.00",
                    }),
                ),
                ("Currency", cell("dkk")),
                ("Converted Amount", cell("1250.00")),
                ("Converted Amount Refunded", cell("0.00")),
                ("Fee", cell("20.13")),
                ("Tax", cell("0.00")),
                ("Converted Currency", cell("dkk")),
                ("Mode", cell("Live")),
                (
                    "Status",
                    cell(match n {
                        3 | 13 => "Failed",
                        4 => "requires_payment_method",
                        5 => "Refunded",
                        _ => "Paid",
                    }),
                ),
                ("Customer ID", format!("cus_{:014}", n % 6)),
                ("Customer Email", format!("anna{}@example.com", n % 6)),
                ("Captured", cell(if n == 3 { "false" } else { "true" })),
                ("Card Last4", cell("4242")),
                ("Card Brand", cell("Visa")),
            ]
        })
        .collect();
    check(
        "stripe",
        csv(header, ',', &rows),
        &Want {
            known: Some("Stripe payments"),
            roles: &[
                (Role::Order, "id"),
                (Role::Date, "Created (UTC)"),
                (Role::Amount, "Amount"),
                (Role::Currency, "Currency"),
                (Role::Status, "Status"),
                (Role::Customer, "Customer ID"),
                (Role::Name, "Customer Description"),
                (Role::Email, "Customer Email"),
            ],
            rows_used: 26,
            set_aside: &[(SetAsideReason::Cancelled, 4)],
            customers: 6,
            purchases: 26,
            returns: 0,
            revenue: "32450.00",
        },
    );
}

#[test]
fn twenty_four_seven_office() {
    let header = "OrderId,InvoiceId,CustomerId,CustomerName,CustomerOrgNo,CustomerInvoiceEmail,TotalWithTax,TotalWithoutTax,TotalTax,TotalCost,CurrencyId,CurrencyRate,InvoiceDate,OrderDate,DateChanged,PaymentDueDate,OrderStatus,InvoiceEmailAddress,OurReference,ProductId,ProductName,Quantity";
    let rows: Vec<_> = (0..40)
        .map(|n| {
            let sign = if n == 39 { "-" } else { "" };
            vec![
                ("OrderId", cell(700 + n / 2)),
                ("InvoiceId", cell(9000 + n / 2)),
                ("CustomerId", cell(10_001 + n / 2 % 6)),
                ("CustomerName", format!("Fjord {} AS", n / 2 % 6)),
                ("CustomerOrgNo", cell(912_345_670 + n / 2 % 6)),
                ("TotalWithTax", format!("{sign}125.00")),
                ("TotalWithoutTax", format!("{sign}100.00")),
                ("TotalTax", format!("{sign}25.00")),
                ("TotalCost", format!("{sign}60.00")),
                ("CurrencyId", cell("NOK")),
                ("CurrencyRate", cell("1")),
                ("InvoiceDate", format!("2024-{:02}-05T00:00:00", n / 4 + 1)),
                ("OrderDate", format!("2024-{:02}-{:02}T00:00:00", n / 4 + 1, n / 2 % 2 + 1)),
                ("InvoiceEmailAddress", cell(if n < 20 { "" } else { "post@fjord.no" })),
                ("ProductId", cell(55 + n % 2)),
                ("ProductName", format!("Te {}", n % 2)),
                ("Quantity", format!("{sign}1")),
            ]
        })
        .collect();
    check(
        "24SevenOffice",
        csv(header, ',', &rows),
        &Want {
            known: Some("24SevenOffice invoice lines"),
            roles: &[
                (Role::Order, "OrderId"),
                (Role::Customer, "CustomerId"),
                (Role::Name, "CustomerName"),
                (Role::Amount, "TotalWithoutTax"),
                (Role::Cost, "TotalCost"),
                (Role::Currency, "CurrencyId"),
                (Role::Date, "OrderDate"),
                (Role::Email, "InvoiceEmailAddress"),
                (Role::Product, "ProductId"),
                (Role::ProductName, "ProductName"),
                (Role::Quantity, "Quantity"),
                (Role::Status, "OrderStatus"),
            ],
            rows_used: 40,
            set_aside: &[],
            customers: 6,
            purchases: 19,
            returns: 0, // the last order is a line and its return: nothing is left of it
            revenue: "3800.00",
        },
    );
}
