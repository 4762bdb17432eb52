//! A file that appears whole or not at all.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use super::failure::{Failure, InFile};

/// Written beside its place, and moved there when it is whole; dropped before that, it leaves nothing behind.
pub(crate) struct WholeFile {
    writer: Option<BufWriter<File>>,
    beside: PathBuf,
    place: PathBuf,
}

impl WholeFile {
    pub(crate) fn create(place: &Path) -> Result<Self, Failure> {
        let name = place.file_name().ok_or_else(|| {
            Failure::new(format!("--out: {} does not name a file; name one, like `export.csv`", place.display()))
        })?;
        let folder = place.parent().unwrap_or(Path::new(""));
        if !folder.as_os_str().is_empty() {
            fs::create_dir_all(folder).in_file("make the folder", folder)?;
        }
        if place.is_dir() {
            return Err(Failure::new(format!("--out: {} is a folder; name a file in it", place.display())));
        }
        let mut part = std::ffi::OsString::from(".");
        part.push(name);
        part.push(format!(".{}.part", std::process::id()));
        let beside = folder.join(part);
        let file = File::create(&beside).in_file("write the export to", &beside)?;
        let writer = Some(BufWriter::with_capacity(1 << 16, file));
        Ok(Self { writer, beside, place: place.to_owned() })
    }

    /// Puts the file in its place.
    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        let written = self.writer.take().map_or(Ok(()), |mut writer| writer.flush());
        written.and_then(|()| fs::rename(&self.beside, &self.place)).in_file("write the export to", &self.place)
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.as_mut().map_or(Ok(0), |writer| writer.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        // After `finish` there is nothing beside; before it, what is there is half a file.
        let _ = fs::remove_file(&self.beside);
    }
}
