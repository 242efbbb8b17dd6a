//! The rows that the import or the recipe set aside as a csv file: reason, file, sheet, row number and the original
//! cells. Reads the files again, so that nothing of them has to be kept.

use crate::{
    answers::SetAsideReason,
    base::{IndexVec, guard::guard},
    ingest::{
        Dataset, Plan,
        read::{
            table::{OnProgress, ScanError},
            workbook::Flow,
        },
        rows::row_parser::{LineReader, Verdict},
    },
    model::LineIdx,
    protocol::{OutputFile, Problem},
};

/// Writes the file. `left_out` says for each line of the ledger why the recipe left it out, if it did.
///
/// # Errors
/// What reading or writing says.
pub fn write(
    dataset: &Dataset,
    plan: &Plan,
    apart: &[u64],
    left_out: &IndexVec<LineIdx, Option<SetAsideReason>>,
    on_progress: OnProgress<'_>,
) -> Result<OutputFile, Problem> {
    let mut reader = LineReader::new(plan, apart);
    // a mark, so that spreadsheet programs read the letters right
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(b"\xef\xbb\xbf".to_vec());
    let mut head = ["reason", "file", "sheet", "row"].map(str::to_owned).to_vec();
    head.extend(plan.headers.iter().map(|header| guard(header).into_owned()));
    let cannot_write = |error: csv::Error| Problem::CannotWrite { detail: error.to_string() };
    writer.write_record(&head).map_err(cannot_write)?;
    let mut rows = 0u64;
    // lines are numbered as the import numbered them: in the order of the tables
    let mut lines = left_out.iter();
    let result = dataset.scan(on_progress, &mut |part: usize, row: &crate::ingest::read::row::Row| {
        let reason = match reader.read(part, row) {
            Verdict::SetAside(reason, _) => Some(reason),
            Verdict::Line(_) => {
                // the lines of one row share its fate
                let n_lines = reader.products(row).map_or(1, |products| products.len());
                let first = lines.next().copied().flatten();
                (1..n_lines).for_each(|_| _ = lines.next());
                first
            }
        };
        if let Some(reason) = reason {
            let table = dataset.parts().get(part).map(|part| &part.table);
            let file = table.map_or("", |table| table.file().name.as_str());
            let sheet = table.and_then(|table| table.sheet().or(table.member())).unwrap_or_default();
            let mut record = vec![
                reason.id().to_owned(),
                guard(file).into_owned(),
                guard(sheet).into_owned(),
                row.number.to_string(),
            ];
            record.extend(row.cells().map(|cell| guard(&cell.to_text()).into_owned()));
            writer.write_record(&record).map_err(cannot_write)?;
            rows += 1;
        }
        Ok(Flow::More)
    });
    match result {
        Ok(_) => {}
        Err(ScanError::Problem(problem)) => return Err(problem),
        Err(ScanError::Restart) => return Err(Problem::Broken { detail: "the encoding changed".to_owned() }),
    }
    let bytes = writer.into_inner().map_err(|error| Problem::CannotWrite { detail: error.to_string() })?;
    Ok(OutputFile {
        name: format!("stamkunde-set-aside-{rows}-rows.csv"),
        mime: "text/csv".to_owned(),
        bytes,
    })
}
