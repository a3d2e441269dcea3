//! The finished site on the disk: hashed names, compressed copies, and the manifest that names
//! them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write,
    path::{Path, PathBuf},
    thread,
};

use flate2::{Compression, write::GzEncoder};
use serde::Serialize;
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use crate::Result;

/// File names that are worth compressing; fonts and pictures are compressed already.
const COMPRESSIBLE: [&str; 8] = ["js", "wasm", "pack", "css", "svg", "txt", "json", "html"];

/// A font's path in `public/`, as the sheets write it, and where the site has it.
pub struct Font {
    /// `/fonts/inter-latin.woff2`
    pub source: String,
    /// `/assets/inter-latin-<hash>.woff2`
    pub url: String,
}

/// Where the site has what pages load: its `manifest.json`, which the server reads.
#[derive(Serialize)]
pub struct Assets {
    pub js: String,
    pub loader: String,
    pub wasm: String,
    pub css: String,
    pub font: Option<String>,
    /// The file of each chunk of pages.
    pub chunks: BTreeMap<String, String>,
}

/// A folder being filled. Files keep their time stamps while their bytes stay the same.
pub struct Site {
    folder: PathBuf,
    written: BTreeSet<PathBuf>,
}

impl Site {
    /// Starts to fill `folder`, which may hold an older site.
    pub fn open(folder: PathBuf) -> Result<Self> {
        fs::create_dir_all(folder.join("assets"))?;
        Ok(Self {
            folder,
            written: BTreeSet::new(),
        })
    }

    /// Puts a file at a path of the site.
    pub fn put(&mut self, path: &str, bytes: &[u8]) -> Result<()> {
        let path = self.folder.join(path);
        if fs::read(&path).ok().as_deref() != Some(bytes) {
            fs::create_dir_all(path.parent().ok_or("a file of the site has no folder")?)?;
            fs::write(&path, bytes)?;
        }
        self.written.insert(path);
        Ok(())
    }

    /// Puts a file under `/assets/` with its hash in its name, and gives its address.
    pub fn put_hashed(&mut self, name: &str, bytes: &[u8]) -> Result<String> {
        let (stem, extension) = name.rsplit_once('.').ok_or("an asset needs an extension")?;
        let path = format!("assets/{stem}-{}.{extension}", hash(bytes));
        self.put(&path, bytes)?;
        Ok(format!("/{path}"))
    }

    /// Puts files that name each other by relative paths into a folder under `/assets/` with their
    /// hash in its name, and gives its address.
    pub fn put_bundle(&mut self, name: &str, files: &BTreeMap<String, Vec<u8>>) -> Result<String> {
        let all: Vec<u8> = files
            .iter()
            .flat_map(|(path, bytes)| format!("{path} {} ", hash(bytes)).into_bytes())
            .collect();
        let folder = format!("assets/{name}-{}", hash(&all));
        for (path, bytes) in files {
            self.put(&format!("{folder}/{path}"), bytes)?;
        }
        Ok(format!("/{folder}"))
    }

    /// Copies `public/` to the root; fonts go to `/assets/` under hashed names.
    pub fn put_public(&mut self, public: &Path) -> Result<Vec<Font>> {
        let mut fonts = Vec::new();
        for entry in WalkDir::new(public).sort_by_file_name() {
            let entry = entry?;
            if !entry.file_type().is_file() {
                continue;
            }
            let bytes = fs::read(entry.path())?;
            let path = entry
                .path()
                .strip_prefix(public)?
                .to_string_lossy()
                .into_owned();
            if path.ends_with(".woff2") {
                let url = self.put_hashed(&entry.file_name().to_string_lossy(), &bytes)?;
                fonts.push(Font {
                    source: format!("/{path}"),
                    url,
                });
            } else {
                self.put(&path, &bytes)?;
            }
        }
        Ok(fonts)
    }

    /// Writes the manifest, compresses, and removes what an older site left behind.
    pub fn finish(mut self, assets: &Assets, compress: bool) -> Result<()> {
        let originals = self.written.clone();
        self.put("manifest.json", &serde_json::to_vec_pretty(assets)?)?;
        if compress {
            self.written.extend(compress_all(&originals)?);
        }
        for entry in WalkDir::new(&self.folder) {
            let path = entry?.into_path();
            if path.is_file() && !self.written.contains(&path) {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }
}

/// The first 16 hexadecimal digits of the SHA-256: enough for a name.
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Prints what a browser has to fetch: what every page needs, then what each chunk adds.
pub fn print_sizes(folder: &Path, assets: &Assets) -> Result<()> {
    eprintln!("{:>10} {:>12} {:>12}", "", "bytes", "brotli");
    let Assets {
        js,
        loader,
        wasm,
        css,
        font,
        chunks,
    } = assets;
    let shared = [("js", js), ("loader", loader), ("wasm", wasm), ("css", css)];
    let shared = shared
        .into_iter()
        .chain(font.as_ref().map(|font| ("font", font)));
    for (name, url) in shared.chain(chunks.iter().map(|(chunk, url)| (chunk.as_str(), url))) {
        let path = folder.join(url.trim_start_matches('/'));
        let (raw, brotli) = (
            fs::metadata(&path)?.len(),
            fs::metadata(beside(&path, "br")).map_or(0, |file| file.len()),
        );
        eprintln!("{name:>10} {raw:>12} {brotli:>12}");
    }
    Ok(())
}

/// Writes `.br` and `.gz` beside each file that gains by it, a thread a file, and names what it
/// wrote.
fn compress_all(files: &BTreeSet<PathBuf>) -> Result<Vec<PathBuf>> {
    let worth = |path: &&PathBuf| {
        path.extension()
            .and_then(|extension| extension.to_str())
            .is_some_and(|it| COMPRESSIBLE.contains(&it))
    };
    thread::scope(|scope| {
        let threads: Vec<_> = files
            .iter()
            .filter(worth)
            .map(|path| scope.spawn(|| compress(path)))
            .collect();
        let mut written = Vec::new();
        for thread in threads {
            written.extend(thread.join().map_err(|_| "compression panicked")??);
        }
        Ok(written)
    })
}

fn compress(path: &Path) -> Result<[PathBuf; 2]> {
    let copies = [beside(path, "br"), beside(path, "gz")];
    let changed = fs::metadata(path)?.modified()?;
    let fresh = |copy: &PathBuf| {
        fs::metadata(copy)
            .and_then(|it| it.modified())
            .is_ok_and(|time| time >= changed)
    };
    if copies.iter().all(fresh) {
        return Ok(copies);
    }
    let bytes = fs::read(path)?;
    let params = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    let mut brotli = Vec::new();
    brotli::BrotliCompress(&mut bytes.as_slice(), &mut brotli, &params)?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&bytes)?;
    fs::write(&copies[0], brotli)?;
    fs::write(&copies[1], gzip.finish()?)?;
    Ok(copies)
}

fn beside(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_names_compresses_and_sweeps() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("assets")).unwrap();
        fs::write(folder.path().join("assets/old-1234.css"), "gone").unwrap();
        let mut site = Site::open(folder.path().to_path_buf()).unwrap();
        let css = site.put_hashed("site.css", b"a{color:red}").unwrap();
        let files = BTreeMap::from([
            ("a.js".to_owned(), b"import './b.js'".to_vec()),
            ("b.js".to_owned(), b"1".to_vec()),
        ]);
        let bundle = site.put_bundle("app", &files).unwrap();
        let js = format!("{bundle}/a.js");
        let assets = Assets {
            js,
            loader: String::new(),
            wasm: String::new(),
            css: css.clone(),
            font: None,
            chunks: BTreeMap::new(),
        };
        site.finish(&assets, true).unwrap();

        let path = folder.path().join(css.trim_start_matches('/'));
        assert!(path.is_file() && beside(&path, "br").is_file() && beside(&path, "gz").is_file());
        assert!(!folder.path().join("assets/old-1234.css").exists());
        assert!(
            folder
                .path()
                .join(bundle.trim_start_matches('/'))
                .join("b.js")
                .is_file()
        );
        let manifest = fs::read_to_string(folder.path().join("manifest.json")).unwrap();
        assert!(
            manifest.contains(&css) && manifest.contains(&assets.js),
            "{manifest}"
        );
    }
}
