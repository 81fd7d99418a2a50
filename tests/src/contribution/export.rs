//! Texts in and out: pasted, exported.

use super::*;

#[tokio::test]
async fn pasted_text_keeps_headings_and_lists() {
    let world = World::new().await;
    let rives = world.centre("Rives de Loire").await;
    let convert = |html: &str| ConvertTextRequest {
        html: html.to_owned(),
    };
    let word = "<h2>Titre</h2><p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>\
                <span style='mso-list:Ignore'>·<span>&nbsp; </span></span>point</p><script>x()</script>";
    let answer = rives
        .team
        .contribution()
        .convert_text(convert(word))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(answer.markdown, "## Titre\n\n- point");
    let refused = rives
        .team
        .contribution()
        .convert_text(convert(&"a".repeat(500_001)))
        .await
        .unwrap_err();
    assert_eq!(violations(&refused), [("html".to_owned(), Reason::TooLong)]);
}

#[tokio::test]
async fn exports_hold_what_the_caller_may_see() {
    let world = World::new().await;
    let animator = world.animator().await;
    let streams = scenario::running_programme(&animator, 1).await;
    let [rives, guyane] = [world.centre("Rives de Loire").await, world.centre("Guyane").await];
    let note = scenario::draft(&rives, &streams[0], "=Une note", "# Partie\n\nTexte; \"cité\"").await;
    scenario::submit(&rives, &note).await;
    scenario::draft(&guyane, &streams[0], "Un secret", "Brouillon").await;

    let one = GetContributionRequest { id: note.id.clone() };
    let file = animator
        .contribution()
        .export_contribution(one.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(file.name, "contribution-rives-de-loire.md");
    let text = String::from_utf8(file.content).unwrap();
    assert!(text.starts_with("# =Une note\n"), "{text}");
    assert!(
        text.contains("### Partie") && text.contains("- Centres : Rives de Loire"),
        "{text}"
    );
    let refused = guyane
        .team
        .contribution()
        .export_contribution(one)
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), Reason::NotFound);

    let all = |format: export_stream_request::Format| ExportStreamRequest {
        work_stream_id: streams[0].id.clone(),
        format: format as i32,
    };
    let csv = all(export_stream_request::Format::Csv);
    let file = animator
        .contribution()
        .export_stream(csv.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(file.name, "contributions-2027-chantier-1.csv");
    let text = String::from_utf8(file.content).unwrap();
    assert!(
        text.starts_with('\u{feff}') && text.contains("\"'=Une note\""),
        "{text}"
    );
    assert!(!text.contains("Un secret"), "a draft of another");
    let in_paris = text.contains("Déposée le (heure de Paris)") && text.contains(";2027-03-15 10:00;");
    assert!(in_paris, "{text}");
    let of_guyane = guyane
        .director
        .contribution()
        .export_stream(csv)
        .await
        .unwrap()
        .into_inner();
    let text = String::from_utf8(of_guyane.content).unwrap();
    assert!(text.contains("Un secret") && !text.contains("Une note"), "{text}");
    let markdown = all(export_stream_request::Format::Markdown);
    let file = animator
        .contribution()
        .export_stream(markdown)
        .await
        .unwrap()
        .into_inner();
    let text = String::from_utf8(file.content).unwrap();
    assert!(
        text.starts_with("# Chantier 1\n") && text.contains("## =Une note") && text.contains("#### Partie"),
        "{text}"
    );
    let none = all(export_stream_request::Format::Unspecified);
    let refused = animator.contribution().export_stream(none).await.unwrap_err();
    assert_eq!(violations(&refused), [("format".to_owned(), Reason::Required)]);
    let page = animator
        .get(&format!(
            "/export/ContributionService/ExportStream?work_stream_id={}&format=1",
            streams[0].id
        ))
        .await;
    assert_eq!(page.status, 200);
}
