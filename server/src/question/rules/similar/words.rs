//! The words of the field: those that say nothing, those said in short, those said for one another.
//!
//! A change here is a change of terms: see `VERSION`.

/// Words that say nothing of a subject, folded: grammar, and the ways to ask.
pub(super) const EMPTY: &str = "\
    ai ainsi alors apres as attend attendre au aucun aucune aujourd aura aurait auront aussi autre \
    autrement autres aux avait avant avec avez avoir avons ayant beaucoup bien bonjour bonsoir cas ce \
    ceci cela celle celles celui cependant certain certaine certaines certains ces cet cette ceux chacun \
    chaque chez ci collegues combien comme comment contre cordialement dans de deja depuis des dessous \
    dessus devant devons devrait doit doivent donc donner dont du elle elles en encore ensuite entre es \
    est et etaient etait etant ete etes etre eu eux exemple exemples existe existent face faire fait \
    faites faut fois font hors hui ici il ils je jusqu la laquelle le lequel les lesquelles lesquels \
    leur leurs lors lorsqu lui ma mais me meme memes merci mes mettent mettre mieux mise moins mon ne ni \
    non nos notre nous on ont or ou oui par parce pas passer pendant permet permis peu peut peuvent peux \
    place plus plusieurs possible pour pourquoi pourrait pouvez pouvons prend prendre presqu pris prise \
    propos puis puisqu qu quand que quel quelle quelles quelque quelques quels question questions qui \
    quid quoi quoiqu remercie remerciements remercions rien sa salutations sans sauf savoir savons se \
    selon sera seraient serait seront servir ses si soi soient soit son sont souhaite sous suis suivant \
    sujet sur ta te tel telle telles tels tes toi ton toujours tous tout toute toutes tres trop tu un \
    une va venir vers via voici voila vont vos votre vous vraiment";

/// Acronyms and places, folded, and the words that find them too.
pub(super) const STANDS_FOR: &[(&str, &str)] = &[
    ("qpv", "quartier prioritaire"),
    ("npnru", "programme renouvellement urbain"),
    ("pnru", "programme renovation urbaine"),
    ("gusp", "gestion urbaine sociale proximite"),
    ("gup", "gestion urbaine proximite"),
    ("tfpb", "taxe fonciere"),
    ("fse", "fonds social europeen"),
    ("feder", "fonds europeen developpement"),
    ("cdc", "caisse depots"),
    ("ess", "economie sociale solidaire"),
    ("siae", "structure insertion activite economique"),
    ("hlm", "logement social"),
    ("mous", "maitrise oeuvre urbaine sociale"),
    ("fipd", "fonds interministeriel prevention delinquance"),
    ("btp", "batiment travaux"),
    ("cls", "contrat local sante"),
    ("clsm", "conseil local sante mentale"),
    ("asv", "atelier sante ville"),
    ("cia", "convention intercommunale attribution"),
    ("plh", "programme local habitat"),
    ("cil", "conference intercommunale logement"),
    ("crpv", "centre ressources"),
    ("epci", "intercommunalite"),
    ("zfu", "zone franche urbaine"),
    ("fph", "fonds participation habitants"),
    ("rhi", "resorption habitat insalubre"),
    ("dom", "outre mer"),
    ("rep", "education prioritaire"),
    ("cpo", "convention pluriannuelle objectifs"),
    ("ultramarin", "outre mer"),
    ("guyane", "outre mer"),
    ("mayotte", "outre mer"),
    ("martinique", "outre mer"),
    ("guadeloupe", "outre mer"),
    ("antilles", "outre mer"),
    ("antillais", "outre mer"),
    ("guyanais", "outre mer"),
    ("mahorais", "outre mer"),
];

/// Families of words said for one another in the field, each called by its first word. They are wide on purpose: a
/// family weighs little when many questions have it.
pub(super) const FAMILIES: &[&str] = &[
    // People.
    "habitant resident locataire riverain occupant population",
    "menage famille foyer",
    "jeune jeunesse adolescent mineur",
    "enfant ecolier eleve collegien",
    "parent parental parentalite",
    "femme feminin fille habitante",
    "age senior vieillissement retraite",
    "agent personnel salarie employe gardien gardiennage",
    "professionnel intervenant prestataire",
    // Public bodies.
    "commune ville municipal municipalite mairie maire",
    "intercommunalite intercommunal agglomeration metropole",
    "elu maire municipal",
    "prefet prefecture",
    "conseil conseiller",
    // Housing.
    "logement habitat appartement",
    "immeuble batiment tour residence barre",
    "demolition demolir destruction detruire",
    "renovation renover rehabilitation rehabiliter renouvellement requalification",
    "construire construction batir reconstruire reconstruction",
    "relogement reloger demenagement demenager",
    "hebergement heberger",
    "copropriete coproprietaire proprietaire",
    "degrade difficulte fragile precaire vetuste insalubre",
    "informel bidonville",
    "vendre vente cession ceder",
    "vide vacant vacance inoccupe",
    "loyer charge facture",
    "dette impaye endette endettement",
    "attribution attribuer",
    "concentrer concentration regrouper regroupement groupe",
    "foncier terrain parcelle",
    // Daily life.
    "dechet ordure encombrant tri proprete",
    "nuisible rat cafard punaise",
    "entretien entretenir nettoyage gestion gerer",
    "amenagement amenager conception concevoir",
    "securite surete tranquillite police policier delinquance",
    "tension incident conflit",
    "camera videoprotection videosurveillance",
    "mediation mediateur",
    "prevenir prevention eviter",
    "transport mobilite deplacement deplacer velo",
    "avion aerien",
    "ecologie ecologique environnement environnemental durable",
    "energie energetique thermique",
    "agriculture agricole ferme jardin maraicher",
    "aliment alimentation alimentaire nutrition manger",
    "sante medecin medical soin generaliste",
    "mental psychique psychiatrique psychiatrie",
    "sport sportif",
    "culture culturel artiste artistique",
    "memoire patrimoine histoire",
    "langue traduction traduire interprete francophone",
    "numerique internet ligne",
    // Work and school.
    "emploi travail embauche embaucher recruter recrutement poste",
    "entreprise entrepreneur entreprendre artisan societe",
    "commerce commercant commercial boutique magasin galerie",
    "creer createur creation",
    "apprenti apprentissage alternance",
    "formation former stage",
    "ecole scolaire college education educatif",
    "exoneration exonerer impot fiscal fiscalite taxe",
    // Money, time, papers.
    "financer financement financier subvention subventionner budget credit aide montant cout depense somme moyens",
    "rembourser remboursement frais defrayer indemniser indemnite remunerer compensation compenser",
    "duree delai calendrier date echeance prolonger prorogation",
    "renouveler renouvellement reconduire prolonger nouveau",
    "commencer demarrer demarrage",
    "an annee annuel",
    "signer signature signataire",
    "obligatoire obligation imposer legal loi reglementaire",
    "sanction penalite",
    "document piece justificatif dossier",
    "demarche administratif paperasse",
    "modele fiche guide methode",
    "donnee statistique chiffre",
    "outil logiciel informatique plateforme application",
    "perimetre limite zonage adresse rue",
    // What people do together.
    "concertation participation participer participant consulter coconstruction associer impliquer",
    "reunion seance rencontre",
    "animation animer activite",
    "proposition proposer idee avis",
    "piloter pilotage gouvernance",
    "evaluation evaluer bilan indicateur critere mesurer",
    "suivre suivi",
    "attirer mobiliser toucher",
    "informer information communiquer communication annoncer",
    "partager partage mutualiser",
    "accompagner accompagnement appui soutenir soutien",
    "emplacement implanter implantation installer",
    "horaire ouverture permanence",
    "tirage tirer",
    "refuser refus decliner contester opposer",
    "discrimination discriminer racisme raciste haine",
];
