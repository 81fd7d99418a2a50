//! Pictures that mails show, of editions and of newsletters: PNG and JPEG, by their content. Their size in dots is told
//! to the programs that keep its place before they show it.

use proto::v1::Reason;

use crate::error::Violations;

/// Bytes of a picture at most: 1 MB.
const MAX_BYTES: usize = 1_000_000;
/// Dots of a side at most.
const SIDE: i32 = 8_000;

/// What a picture is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Size {
    /// Media type.
    pub(crate) content_type: &'static str,
    pub(crate) width: i32,
    pub(crate) height: i32,
}

/// Reads a picture that was sent, or says what is wrong with it.
pub(crate) fn parse(violations: &mut Violations, field: &str, content: &[u8]) -> Size {
    let size = match content {
        [] => Err(Reason::Required),
        _ if content.len() > MAX_BYTES => Err(Reason::PictureTooLarge),
        _ => size(content),
    };
    size.unwrap_or_else(|reason| {
        violations.add(field, reason);
        Size::default()
    })
}

/// The type and the size of a picture that is whole.
fn size(content: &[u8]) -> Result<Size, Reason> {
    let (content_type, end, frame) = if content.starts_with(b"\x89PNG\r\n\x1a\n") {
        ("image/png", b"IEND\xae\x42\x60\x82".as_slice(), png(content))
    } else if content.starts_with(b"\xff\xd8\xff") {
        ("image/jpeg", b"\xff\xd9".as_slice(), jpeg(content))
    } else {
        return Err(Reason::PictureType);
    };
    let (width, height, data) = frame?;
    let side = |side: u32| match i32::try_from(side) {
        Ok(0) => Err(Reason::PictureType),
        Ok(side) if side <= SIDE => Ok(side),
        _ => Err(Reason::PictureSides),
    };
    let (width, height) = (side(width)?, side(height)?);
    if !data.windows(end.len()).any(|window| window == end) {
        return Err(Reason::PictureCut);
    }
    Ok(Size {
        content_type,
        width,
        height,
    })
}

impl Size {
    /// Width and height of the picture shown in a box, never larger than it is.
    pub(crate) fn within(self, width: i32, height: i32) -> (i32, i32) {
        let (own_width, own_height) = (self.width.max(1), self.height.max(1));
        let by_height = i64::from(own_width) * i64::from(height.min(own_height)) / i64::from(own_height);
        let shown = own_width
            .min(width)
            .min(i32::try_from(by_height).unwrap_or(width))
            .max(1);
        let tall = i64::from(own_height) * i64::from(shown) / i64::from(own_width);
        (shown, i32::try_from(tall).unwrap_or(height).clamp(1, height))
    }
}

/// Width, height, and what follows.
fn png(content: &[u8]) -> Result<(u32, u32, &[u8]), Reason> {
    let header = content.get(12..24).ok_or(Reason::PictureCut)?;
    let sides = header.strip_prefix(b"IHDR").ok_or(Reason::PictureType)?;
    let side = |at: usize| {
        let bytes = sides.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
        bytes.map(u32::from_be_bytes).ok_or(Reason::PictureCut)
    };
    Ok((side(0)?, side(4)?, content.get(24..).unwrap_or_default()))
}

/// Width, height, and what follows: walks the segments up to the one that begins the frame.
fn jpeg(content: &[u8]) -> Result<(u32, u32, &[u8]), Reason> {
    let mut at = 2;
    loop {
        let two = |at: usize| {
            let bytes = content.get(at..at + 2).and_then(|bytes| bytes.try_into().ok());
            bytes.map(u16::from_be_bytes).ok_or(Reason::PictureCut)
        };
        let [0xff, marker] = two(at)?.to_be_bytes() else {
            return Err(Reason::PictureType);
        };
        let is_frame = matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
        if is_frame {
            let (height, width) = (two(at + 5)?, two(at + 7)?);
            let data = content.get(at + 9..).unwrap_or_default();
            return Ok((u32::from(width), u32::from(height), data));
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
        png.extend(b"IEND\xae\x42\x60\x82");
        let expected = Size {
            content_type: "image/png",
            width: 640,
            height: 480,
        };
        assert_eq!(size(&png), Ok(expected));
        assert_eq!(size(&png[..png.len() - 1]), Err(Reason::PictureCut));
        let jpeg = [
            0xff, 0xd8, 0xff, 0xe0, 0, 4, 0xff, 0xd9, 0xff, 0xff, 0xc2, 0, 11, 8, 0x01, 0xe0, 0x02, 0x80, 1,
            0xff, 0xd9, b'!',
        ];
        let expected = Size {
            content_type: "image/jpeg",
            ..expected
        };
        assert_eq!(size(&jpeg), Ok(expected));
        assert_eq!(size(&jpeg[..19]), Err(Reason::PictureCut));
    }

    #[test]
    fn shown_in_a_box() {
        let within = |width, height| {
            let size = Size {
                content_type: "image/png",
                width,
                height,
            };
            size.within(240, 80)
        };
        assert_eq!(within(480, 80), (240, 40));
        assert_eq!(within(100, 160), (50, 80));
        assert_eq!(within(60, 40), (60, 40));
        assert_eq!(within(8_000, 1), (240, 1));
        assert_eq!(within(1, 8_000), (1, 80));
    }

    #[test]
    fn what_is_no_picture() {
        let mut flat = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        flat.extend([0, 0, 0, 0, 0, 0, 0, 1]);
        let mut vast = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        vast.extend([0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 1]);
        for (content, reason) in [
            (b"".as_slice(), Reason::PictureType),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Reason::PictureType),
            (b"GIF89a", Reason::PictureType),
            (b"\x89PNG\r\n\x1a\n", Reason::PictureCut),
            (b"\xff\xd8\xff", Reason::PictureCut),
            (b"\xff\xd8\xff\xe0\0", Reason::PictureCut),
            (b"\xff\xd8\xff\xe0\0\x02rien", Reason::PictureType),
            (&flat, Reason::PictureType),
            (&vast, Reason::PictureSides),
        ] {
            assert_eq!(size(content), Err(reason), "{content:?}");
        }
    }
}
