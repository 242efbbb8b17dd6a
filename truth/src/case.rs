//! One disguise as files, with the figures that are right for them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    disguise::Disguise,
    fields::Field,
    figures::{Figures, readings},
    files::{File, files},
    judge::{CommandLine, Judge, Verdict},
    shop::Shop,
    tables::tables,
};

/// A disguise and what follows from it.
pub struct Case {
    /// The choices.
    pub disguise: Disguise,
    /// Figures of every right reading.
    pub readings: Vec<Figures>,
    /// The files.
    pub files: Vec<File>,
    /// Whether they name products.
    pub has_products: bool,
}

impl Case {
    /// Makes the shop, does to it what goes wrong, and writes it.
    pub fn of(disguise: Disguise) -> Self {
        let mut shop = Shop::of(&disguise);
        for noise in disguise.noise.clone() {
            noise.happen(&mut shop, &disguise);
        }
        let tables = tables(&shop, &disguise);
        let names = |field: &Field| matches!(field, Field::Product | Field::ProductName | Field::Articles);
        let has_products = tables.iter().any(|table| table.fields.iter().any(names));
        let readings = readings(&shop, &disguise);
        let files = files(&tables, &disguise);
        Self { disguise, readings, files, has_products }
    }

    /// Lays the files into a folder and lets the command line read them.
    pub fn judge(&self, program: &Path, folder: &Path) -> Result<Verdict, String> {
        let cannot = |error: std::io::Error| format!("{} cannot be written: {error}", folder.display());
        fs::create_dir_all(folder).map_err(cannot)?;
        let mut paths: Vec<PathBuf> = Vec::new();
        for file in &self.files {
            let path = folder.join(&file.name);
            fs::write(&path, &file.bytes).map_err(cannot)?;
            paths.push(path);
        }
        let command_line = CommandLine { program, files: &paths, folder };
        let run = |recipe: &serde_json::Value| command_line.run(recipe);
        let (readings, has_products) = (&self.readings, self.has_products);
        Ok(Judge { run: &run, readings, has_products }.verdict())
    }
}
