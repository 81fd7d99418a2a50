//! Which pictures mail programs show: PNG and JPEG, by their content. Their size in dots is told to the programs that
//! keep its place before they show it.

/// Dots of a side at most.
const SIDE: u32 = 8_000;

/// What a picture is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    /// Media type.
    pub(crate) content_type: &'static str,
    pub(crate) width: i32,
    pub(crate) height: i32,
}

/// The type and the size of a picture; `None` when it is none that is accepted.
pub(crate) fn size(content: &[u8]) -> Option<Size> {
    let (content_type, width, height) = if content.starts_with(b"\x89PNG\r\n\x1a\n") {
        let (width, height) = png(content)?;
        ("image/png", width, height)
    } else if content.starts_with(b"\xff\xd8\xff") {
        let (width, height) = jpeg(content)?;
        ("image/jpeg", width, height)
    } else {
        return None;
    };
    let is_sound = |side: u32| (1..=SIDE).contains(&side);
    if !is_sound(width) || !is_sound(height) {
        return None;
    }
    Some(Size {
        content_type,
        width: i32::try_from(width).ok()?,
        height: i32::try_from(height).ok()?,
    })
}

fn png(content: &[u8]) -> Option<(u32, u32)> {
    let header = content.get(12..24)?;
    let sides = header.strip_prefix(b"IHDR")?;
    let side = |at: usize| Some(u32::from_be_bytes(sides.get(at..at + 4)?.try_into().ok()?));
    Some((side(0)?, side(4)?))
}

/// Walks the segments up to the one that begins the frame.
fn jpeg(content: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        let [0xff, marker] = *content.get(at..at + 2)? else {
            return None;
        };
        let two = |at: usize| Some(u16::from_be_bytes(content.get(at..at + 2)?.try_into().ok()?));
        let is_frame = matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
        if is_frame {
            return Some((u32::from(two(at + 7)?), u32::from(two(at + 5)?)));
        }
        if marker == 0xff {
            at += 1;
            continue;
        }
        at += 2 + usize::from(two(at + 2)?).max(2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_by_the_content() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([0, 0, 2, 0x80, 0, 0, 1, 0xe0, 8, 6]);
        let expected = Size {
            content_type: "image/png",
            width: 640,
            height: 480,
        };
        assert_eq!(size(&png), Some(expected));
        let jpeg = [
            0xff, 0xd8, 0xff, 0xe0, 0, 4, b'J', b'F', 0xff, 0xff, 0xc2, 0, 11, 8, 0x01, 0xe0, 0x02, 0x80, 1,
        ];
        let expected = Size {
            content_type: "image/jpeg",
            ..expected
        };
        assert_eq!(size(&jpeg), Some(expected));
    }

    #[test]
    fn what_is_no_picture() {
        let mut flat = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        flat.extend([0, 0, 0, 0, 0, 0, 0, 1]);
        let mut vast = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        vast.extend([0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 1]);
        for content in [
            b"".as_slice(),
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"GIF89a",
            b"\x89PNG\r\n\x1a\n",
            b"\xff\xd8\xff",
            b"\xff\xd8\xff\xe0\0",
            b"\xff\xd8\xff\xe0\0\x02rien",
            &flat,
            &vast,
        ] {
            assert_eq!(size(content), None, "{content:?}");
        }
    }
}
