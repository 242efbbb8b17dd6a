"""The tables of METRICS.md a second way: SQL over the lines of a csv, written by tests/second_way.rs.

Reads customer, order_id, day, amount (whole minor units), product; writes one JSON object of tables to standard output.
Purchases are orders with a total above zero, by day and then order id as text; returns count on their own date.
"""

import json
import sys

try:
    import duckdb
except ImportError:
    sys.exit(3)

db = duckdb.connect()
db.execute(
    """
    create table lines as
      select * from read_csv(?, header = true, columns = {
        'customer': 'varchar', 'order_id': 'varchar', 'day': 'date', 'amount': 'bigint', 'product': 'varchar'})""",
    [sys.argv[1]],
)
db.execute(
    """
    create table orders as
      select customer, order_id, min(day) as day, sum(amount) as amount from lines group by customer, order_id;
    create table purchases as
      select *, row_number() over (partition by customer order by day, order_id) as number
      from orders where amount > 0;
    create table net as
      select o.* from orders o where exists (select 1 from purchases p where p.customer = o.customer);
    create table firsts as
      select customer, min(day) as first_day, max(day) as last_day, count(*) as n from purchases group by customer;
    create table as_of as select max(day) as day from orders;
    create table held as
      select distinct p.customer, p.number, p.day, l.product
      from purchases p join lines l on l.customer = p.customer and l.order_id = p.order_id
      where l.amount >= 0;
    create table gaps as
      select customer, number, day - lag(day) over (partition by customer order by number) as gap from purchases;
    create table days as select distinct customer, day from purchases;
    create table day_gaps as
      select day - lag(day) over (partition by customer order by day) as gap from days;
    """
)

TABLES = {
    "summary": """
        select (select count(*) from firsts), (select count(*) from purchases),
               (select count(*) from orders where amount < 0), (select sum(amount) from orders where amount != 0),
               (select count(*) from firsts where n >= 2),
               (select quantile_cont(amount, 0.5) from purchases)""",
    "new_customers": """
        select strftime(p.day, '%Y-%m') as period, count(*) filter (number = 1),
               coalesce(sum(amount) filter (number = 1), 0),
               count(distinct customer) filter (number > 1), count(distinct customer), count(*)
        from purchases p group by period order by period""",
    "order_number": """
        select strftime(day, '%Y-%m') as period, least(number, 4) as number, count(*), sum(amount)
        from purchases group by all order by all""",
    "cohort_active": """
        select strftime(first_day, '%Y-%m') as cohort,
               datediff('month', date_trunc('month', first_day), date_trunc('month', day)) as k,
               count(distinct customer)
        from purchases join firsts using (customer) group by all order by all""",
    "cohort_revenue": """
        select strftime(first_day, '%Y-%m') as cohort,
               greatest(0, datediff('month', date_trunc('month', first_day), date_trunc('month', day))) as k,
               sum(amount)
        from net join firsts using (customer) group by all having sum(amount) != 0 order by all""",
    "purchase_bands": """
        with inside as (
          select customer, count(*) as n from purchases, as_of
          where purchases.day > as_of.day - interval 12 month group by customer)
        select least(n, 5) as band, count(*), sum(n) from inside group by band order by band""",
    "gaps": """
        select count(gap), avg(gap), quantile_cont(gap, 0.25), quantile_cont(gap, 0.5), quantile_cont(gap, 0.75),
               quantile_cont(gap, 0.9) from gaps where gap is not null""",
    "lapse_day": "select quantile_cont(gap, 0.8) from day_gaps where gap is not null",
    "first_product": """
        select product, count(*), count(*) filter (n >= 2)
        from held join firsts using (customer) where number = 1 group by product order by product""",
    "mix": """
        select product, count(*) filter (number = 1), count(*) from held group by product
        having count(*) filter (number = 1) > 0 order by product""",
    "pairs": """
        select a.product, b.product, count(*) from held a join held b
          on a.customer = b.customer and a.number = 1 and b.number = 1 and a.product < b.product
        group by all order by all""",
    "replenishment": """
        with again as (
          select product, customer, day - lag(day) over (partition by customer, product order by number) as gap from held)
        select product, count(gap), count(distinct customer) filter (gap is not null), quantile_cont(gap, 0.25),
               quantile_cont(gap, 0.5), quantile_cont(gap, 0.75)
        from again where gap is not null group by product having count(gap) >= 30 order by product""",
    "paths": """
        with paid as (
          select p.customer, p.number, l.product, sum(l.amount) as amount
          from purchases p join lines l on l.customer = p.customer and l.order_id = p.order_id
          where p.number <= 2 group by all),
        main as (
          select paid.customer, paid.number, paid.product from paid join held using (customer, number, product)
          qualify row_number() over (partition by paid.customer, paid.number order by amount desc, product) = 1)
        select a.product, b.product, count(*) from main a join main b
          on a.customer = b.customer and a.number = 1 and b.number = 2 group by all order by all""",
    "returned": """
        with seconds as (
          select f.customer, f.first_day, p.day from firsts f join purchases p on p.customer = f.customer and p.number = 2)
        select m, count(*) filter (day <= first_day + to_months(m::int)) from seconds, range(1, 25) t(m)
        group by m order by m""",
    "rfm": """
        with values as (
          select f.customer, -(as_of.day - f.last_day) as r, f.n as f, n.m as m
          from firsts f, as_of, (select customer, sum(amount) as m from net group by customer) n
          where n.customer = f.customer),
        scores as (
          select customer,
            1 + 5 * (rank() over (order by r) - 1) // count(*) over () as r,
            1 + 5 * (rank() over (order by f) - 1) // count(*) over () as f,
            1 + 5 * (rank() over (order by m) - 1) // count(*) over () as m
          from values)
        select r, (f + m + 1) // 2 as fm, count(*) from scores group by all order by all""",
    "top_tenth": """
        with ranked as (
          select sum(amount) as m, row_number() over (order by sum(amount) desc) as place, count(*) over () as n
          from net group by customer)
        select sum(m) filter (place <= ceil(n / 10)) / sum(m) from ranked""",
}

print(json.dumps({name: db.execute(sql).fetchall() for name, sql in TABLES.items()}, default=float))
