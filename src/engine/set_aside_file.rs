//! The rows that the import or the recipe set aside as a csv file: reason, row number and the original cells. Reads the
//! file again, so that nothing of it has to be kept.

use crate::{
    answers::SetAsideReason,
    base::{IndexVec, guard::guard},
    ingest::{
        Plan, Table,
        setaside::{LineReader, Verdict},
        table::{OnProgress, ScanError},
        workbook::Flow,
    },
    model::LineIdx,
    protocol::{OutputFile, Problem},
};

/// Writes the file. `left_out` says for each line of the ledger why the recipe left it out, if it did.
///
/// # Errors
/// What reading or writing says.
pub fn write(
    table: &Table,
    plan: &Plan,
    left_out: &IndexVec<LineIdx, Option<SetAsideReason>>,
    on_progress: OnProgress<'_>,
) -> Result<OutputFile, Problem> {
    let mut reader = LineReader::new(plan);
    // a mark, so that spreadsheet programs read the letters right
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(b"\xef\xbb\xbf".to_vec());
    let mut head = vec!["reason".to_owned(), "row".to_owned()];
    head.extend(plan.headers.iter().map(|header| guard(header).into_owned()));
    let cannot_write = |error: csv::Error| Problem::CannotWrite { detail: error.to_string() };
    writer.write_record(&head).map_err(cannot_write)?;
    let mut rows = 0u64;
    // lines are numbered as the import numbered them: in the order of the file
    let mut lines = left_out.iter();
    let result = table.scan(on_progress, &mut |row| {
        if row.number <= plan.header_row {
            return Ok(Flow::More);
        }
        let reason = match reader.read(row) {
            Verdict::SetAside(reason, _) => Some(reason),
            Verdict::Line(_) => lines.next().copied().flatten(),
        };
        if let Some(reason) = reason {
            let mut record = vec![reason.id().to_owned(), row.number.to_string()];
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
