//! A file on its way: announced, received chunk by chunk, checked at both ends.

use std::ops::Range;

use sha2::{Digest as _, Sha256};

use super::*;
use crate::attachment::rules::{Proof, zip};
use crate::db;
use crate::live::Act;

/// Characters of a name at most.
const NAME: usize = 200;

impl Service {
    /// Announces a file, or finds the same one of the same person where it stopped.
    pub(super) async fn start(&self, caller: &Caller, request: StartUploadRequest) -> Result<Upload> {
        let now = self.0.clock.now();
        let mut violations = Violations::new();
        let owner: Owner = violations.choice("owner", request.owner);
        let name = rules::clean_name(&violations.text("name", &request.name, NAME));
        let file_type = rules::Type::of_name(&name);
        if file_type.is_none() && !request.name.trim().is_empty() {
            violations.add("name", Reason::FileType);
        }
        match request.size_bytes {
            size if size <= 0 => violations.add("size_bytes", Reason::FileEmpty),
            size if size > rules::SIZE => violations.add("size_bytes", Reason::FileTooLarge),
            _ => {}
        }
        if !request.sha256.is_empty() && !rules::is_sha256(&request.sha256) {
            violations.add("sha256", Reason::Malformed);
        }
        violations.finish()?;
        let sha256 = request.sha256.to_ascii_lowercase();
        let tx = self.0.db.begin().await?;
        let holder = self
            .holder(&tx, caller, owner, parse_id(&request.owner_id)?)
            .await?;
        holder.must_edit()?;
        let rows = store::attachments_of(&tx, owner, holder.id).await?;
        let same = rows.iter().find(|row| {
            !row.is_finished
                && !sha256.is_empty()
                && row.person_id == caller.person_id
                && (&row.name, row.size_bytes, &row.sha256) == (&name, request.size_bytes, &sha256)
        });
        if let Some(row) = same {
            return Ok(upload(row));
        }
        if rows.len() as u64 >= rules::FILES {
            return Err(Error::NotNow(Reason::TooManyFiles));
        }
        let row = Model {
            id: db::id(),
            owner: owner as i32,
            owner_id: holder.id,
            name,
            size_bytes: request.size_bytes,
            sha256,
            content_type: file_type
                .map(rules::Type::media_type)
                .unwrap_or_default()
                .to_owned(),
            received_bytes: 0,
            is_finished: false,
            person_id: caller.person_id,
            by_name: caller.name.clone(),
            at: now,
        };
        store::insert(&tx, row.clone()).await?;
        live::record(&tx, Some(caller), now, Act::audit("StartUpload", &holder.title)).await?;
        tx.commit().await?;
        Ok(upload(&row))
    }

    /// Adds a chunk at the offset that is expected; the last one ends the upload.
    pub(super) async fn add(&self, caller: &Caller, request: UploadChunkRequest) -> Result<Upload> {
        let now = self.0.clock.now();
        let tx = self.0.db.begin().await?;
        let (mut row, holder) = self.found(&tx, caller, &request.id).await?;
        if row.person_id != caller.person_id {
            return Err(Error::Missing);
        }
        holder.must_edit()?;
        if row.is_finished {
            return Err(Error::NotNow(Reason::UploadFinished));
        }
        if request.offset != row.received_bytes {
            return Err(Error::NotNow(Reason::WrongOffset));
        }
        let size = i64::try_from(request.content.len()).unwrap_or(i64::MAX);
        if size != rules::chunk_size(request.offset, row.size_bytes) {
            return Err(Error::invalid("content", Reason::Malformed));
        }
        if request.offset == 0 && !accepts(&row, &request.content) {
            // The whole upload is worth nothing.
            store::delete(&tx, row.id).await?;
            tx.commit().await?;
            return Err(Error::invalid("content", Reason::FileType));
        }
        if !store::advance(&tx, row.id, request.offset, request.offset + size).await? {
            return Err(Error::NotNow(Reason::WrongOffset));
        }
        let number = i32::try_from(request.offset / rules::CHUNK).unwrap_or_default();
        store::insert_chunk(&tx, row.id, number, request.content).await?;
        row.received_bytes += size;
        if row.received_bytes == row.size_bytes {
            if let Err(fault) = check(&tx, &row).await {
                store::delete(&tx, row.id).await?;
                tx.commit().await?;
                return Err(fault);
            }
            store::finish(&tx, row.id, now).await?;
            row.is_finished = true;
            live::record(
                &tx,
                Some(caller),
                now,
                holder.act("UploadChunk", ActivityKind::AttachmentAdded),
            )
            .await?;
        }
        tx.commit().await?;
        if row.is_finished {
            self.0.live.wake();
        }
        Ok(upload(&row))
    }
}

/// A whole file is what was announced: its type, and its hash when one was given.
async fn check(tx: &impl ConnectionTrait, row: &Model) -> Result<()> {
    let proof = rules::Type::of_name(&row.name).and_then(rules::Type::proof);
    if let Some(proof) = proof
        && !is_document(tx, row, proof).await?
    {
        return Err(Error::invalid("content", Reason::FileType));
    }
    let mut hash = Sha256::new();
    for number in 0..i32::try_from(rules::n_chunks(row.size_bytes)).unwrap_or_default() {
        let content = store::chunk(tx, row.id, number).await?;
        let content = content.ok_or_else(|| anyhow::anyhow!("a chunk of an upload is missing"))?;
        if number == 0 && !accepts(row, &content) {
            return Err(Error::invalid("content", Reason::FileType));
        }
        hash.update(&content);
    }
    if row.sha256.is_empty() || row.sha256 == hex::encode(hash.finalize()) {
        Ok(())
    } else {
        Err(Error::invalid("sha256", Reason::Malformed))
    }
}

/// An archive is told by the list of its parts, at its end.
async fn is_document(tx: &impl ConnectionTrait, row: &Model, proof: Proof) -> Result<bool> {
    let size = row.size_bytes;
    let end = read(tx, row, (size - zip::END).max(0)..size).await?;
    let Some(list) = zip::list(&end, size) else {
        return Ok(false);
    };
    let list = read(tx, row, list).await?;
    let parts = zip::parts(&list);
    Ok(match proof {
        Proof::Parts(name, folder) => {
            parts.iter().any(|part| part.name == name.as_bytes())
                && parts.iter().any(|part| part.name.starts_with(folder.as_bytes()))
        }
        Proof::MediaType(media_type) => {
            let Some(part) = parts.iter().find(|part| part.name == b"mimetype") else {
                return Ok(false);
            };
            let part = read(tx, row, part.at..(part.at + zip::MIMETYPE).min(size)).await?;
            zip::is_mimetype(&part, media_type)
        }
    })
}

/// Some bytes of a file, from the chunks that hold them.
async fn read(tx: &impl ConnectionTrait, row: &Model, range: Range<i64>) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let first = range.start / rules::CHUNK;
    for number in first..rules::n_chunks(range.end) {
        let content = store::chunk(tx, row.id, i32::try_from(number).unwrap_or_default()).await?;
        bytes.extend(content.ok_or_else(|| anyhow::anyhow!("a chunk of an upload is missing"))?);
    }
    let start = usize::try_from(range.start - first * rules::CHUNK).unwrap_or_default();
    let length = usize::try_from(range.end - range.start).unwrap_or_default();
    Ok(bytes.into_iter().skip(start).take(length).collect())
}

fn accepts(row: &Model, start: &[u8]) -> bool {
    rules::Type::of_name(&row.name).is_some_and(|file_type| file_type.accepts(start))
}

fn upload(row: &Model) -> Upload {
    Upload {
        id: row.id.to_string(),
        offset: row.received_bytes,
        size_bytes: row.size_bytes,
        is_finished: row.is_finished,
    }
}
