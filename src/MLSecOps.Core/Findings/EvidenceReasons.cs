namespace MLSecOps.Core.Findings;

/// <summary>Reasons about evidence, its appraisal, the chain of records, the hub's statements and the director's directives.</summary>
public static class EvidenceReasons
{
    private const string LookAtDevice =
        "Look at the device: `mlsec device show` names what it last sent. If nobody changed it on purpose, treat the device as taken over until it is enrolled again.";

    private const string AskDirector = "Ask whoever runs the hub to issue a new directive; the device keeps what it has.";
    private const string UpdateVerifier = "Update the hub or this program, then ask the device for evidence again (`mlsec device challenge`).";

    /// <summary>CBOR that is cut short or not well-formed.</summary>
    public static Reason CborMalformed { get; } = new(
        "CBOR_MALFORMED", ReasonClass.Rejected, "the bytes are not well-formed CBOR",
        "An item ends too early, has a reserved form, or holds text that is not UTF-8. Nothing of it was used.",
        "Have the sender make the message again; if it keeps coming, keep a copy as evidence.");

    /// <summary>CBOR that has a second spelling.</summary>
    public static Reason CborNotDeterministic { get; } = new(
        "CBOR_NOT_DETERMINISTIC", ReasonClass.Rejected, "the CBOR is not in its one allowed spelling",
        "Lengths must be definite, integers as short as possible, and map keys integers or text, each once. Other spellings can be read in two ways.",
        "Have the sender make the message again with a deterministic encoder.");

    /// <summary>CBOR beyond a limit.</summary>
    public static Reason CborLimit { get; } = new(
        "CBOR_LIMIT_EXCEEDED", ReasonClass.Rejected, "the CBOR is larger or deeper than allowed",
        "Messages have limits of size, depth and number of items, so that reading one can never exhaust a device or the hub.",
        "Have the sender stay within the limits of the reference page.");

    /// <summary>Bytes after the one item.</summary>
    public static Reason CborTrailingBytes { get; } = new(
        "CBOR_TRAILING_BYTES", ReasonClass.Rejected, "there are bytes after the end of the CBOR item",
        "A message is exactly one item. What follows it is covered by no signature.",
        "Have the sender make the message again without anything after it.");

    /// <summary>COSE that is not the one accepted form.</summary>
    public static Reason CoseMalformed { get; } = new(
        "COSE_MALFORMED", ReasonClass.Rejected, "the signature envelope is not a strict COSE_Sign1",
        "Accepted is tag 18 around four parts: protected header, unprotected header, the payload inside, and a signature of 64 bytes. A detached payload or a header in both places is refused.",
        "Have the sender sign again with a tool that makes tagged COSE_Sign1 messages.");

    /// <summary>Another algorithm than ES256.</summary>
    public static Reason CoseAlgorithm { get; } = new(
        "COSE_ALGORITHM_REFUSED", ReasonClass.Rejected, "the message is not signed with ES256",
        "The protected header must name ES256 (ECDSA on P-256 with SHA-256) and the key must be of that kind. An algorithm named elsewhere is not covered by the signature.",
        "Have the sender sign with ES256 and a P-256 key.");

    /// <summary>A critical header that is not understood.</summary>
    public static Reason CoseCritical { get; } = new(
        "COSE_CRITICAL_UNKNOWN", ReasonClass.Rejected, "the message demands a header extension that is not understood",
        "The sender marked a header as critical: whoever does not understand it must refuse the message.",
        UpdateVerifier);

    /// <summary>The message names another key than the expected one.</summary>
    public static Reason CoseKeyMismatch { get; } = new(
        "COSE_KEY_MISMATCH", ReasonClass.Rejected, "the message names another key than the sender's",
        "The key identifier in the protected header must be the SHA-256 of the public key in the sender's certificate.",
        LookAtDevice);

    /// <summary>The content type is that of another kind of message.</summary>
    public static Reason CoseContentType { get; } = new(
        "COSE_CONTENT_TYPE", ReasonClass.Rejected, "the signed message is of another kind",
        "The protected content type tells acknowledgements, appraisals and evidence apart, so that one can never be passed off as another.",
        "Keep the message as evidence: somebody presented a genuine message in a place where it does not belong.");

    /// <summary>The COSE signature does not verify.</summary>
    public static Reason CoseSignatureInvalid { get; } = new(
        "COSE_SIGNATURE_INVALID", ReasonClass.Rejected, "the message's signature does not verify",
        "The bytes were changed after signing, or signed by another key.",
        LookAtDevice);

    /// <summary>A device certificate that does not chain to the hub's anchor or may not be used so.</summary>
    public static Reason DeviceCertificate { get; } = new(
        "DEVICE_CERTIFICATE_REFUSED", ReasonClass.Rejected, "the device's certificate is not accepted",
        "A device's certificate is a P-256 end-entity certificate for client authentication, whose common name is the device's UEID, below an anchor of the hub.",
        "Enrol the device with a new token (`mlsec device token`).");

    /// <summary>A device certificate out of its dates.</summary>
    public static Reason DeviceCertificateExpired { get; } = new(
        "DEVICE_CERTIFICATE_EXPIRED", ReasonClass.Rejected, "the device's certificate is not valid at this time",
        "At the time of verification, a certificate between the device and the hub's anchor is past its end or before its start.",
        "Check this machine's clock; if it is right, enrol the device again (`mlsec device reenroll`): an expired certificate renews nothing.");

    /// <summary>Expired only as far as an unproven time says.</summary>
    public static Reason DeviceTimeUnproven { get; } = new(
        "DEVICE_TIME_UNPROVEN", ReasonClass.Inconclusive, "the certificate seems expired, but the time is not known for certain",
        "The clock is not trustworthy, so the time floor was used, and it lies after the certificate's end.",
        "Set or synchronise the clock, then verify again.");

    /// <summary>Claims in another form than the profile's.</summary>
    public static Reason ClaimsMalformed { get; } = new(
        "EVIDENCE_CLAIM_INVALID", ReasonClass.Rejected, "a claim of the evidence is not in its allowed form",
        "Every claim has one type and range: times are whole seconds, nonces 8 to 64 bytes, UEIDs 7 to 33 bytes, digests 32 bytes.",
        "Update the agent on the device; if it is current, keep the message and look at the device.");

    /// <summary>A required claim is absent.</summary>
    public static Reason ClaimMissing { get; } = new(
        "EVIDENCE_CLAIM_MISSING", ReasonClass.Rejected, "the evidence lacks a claim that its profile requires",
        "The profile is complete: what is left out could be what is wrong, so evidence without it does not count.",
        "Update the agent on the device; if it is current, keep the message and look at the device.");

    /// <summary>A claim that the profile does not have.</summary>
    public static Reason ClaimUnknown { get; } = new(
        "EVIDENCE_CLAIM_UNKNOWN", ReasonClass.Inconclusive, "the evidence has a claim that this verifier does not know",
        "The profile is complete, so an unknown claim comes from a newer agent or another program. It might say what is wrong with the device, so it is not passed over.",
        UpdateVerifier);

    /// <summary>Another profile.</summary>
    public static Reason ProfileUnknown { get; } = new(
        "EVIDENCE_PROFILE_UNKNOWN", ReasonClass.Inconclusive, "the evidence follows a profile that this verifier does not know",
        "The profile says which claims there are and what they mean. This one is not the agent's, or is a newer one.",
        UpdateVerifier);

    /// <summary>Not the expected nonce.</summary>
    public static Reason NonceMismatch { get; } = new(
        "EVIDENCE_NONCE_MISMATCH", ReasonClass.Rejected, "the evidence does not answer this challenge",
        "The nonce is not the one that was sent: the evidence was made for another challenge, perhaps at another time, and replayed.",
        "Challenge the device again (`mlsec device challenge`). If it happens again, somebody between device and hub replays messages.");

    /// <summary>The right nonce, too late.</summary>
    public static Reason NonceExpired { get; } = new(
        "EVIDENCE_NONCE_EXPIRED", ReasonClass.Rejected, "the evidence came after its challenge had expired",
        "A nonce proves freshness only for a short time, judged by the verifier's clock. What was true then may not be true now.",
        "Challenge the device again (`mlsec device challenge`); if it is always late, look at its connection.");

    /// <summary>The claims name another device than the certificate.</summary>
    public static Reason UeidMismatch { get; } = new(
        "EVIDENCE_UEID_MISMATCH", ReasonClass.Rejected, "the evidence is that of another device",
        "Topic, certificate and the UEID in the claims must name the same device.",
        LookAtDevice);

    /// <summary>The TLS key claimed is another than the certificate's.</summary>
    public static Reason TlsKeyMismatch { get; } = new(
        "EVIDENCE_TLS_KEY_MISMATCH", ReasonClass.Rejected, "the evidence names another connection key than the device's certificate",
        "Evidence states the hash of the key with which the device connects, so that it cannot be relayed over another device's connection.",
        LookAtDevice);

    /// <summary>The hub's nonce cannot be read.</summary>
    public static Reason ChallengeMalformed { get; } = new(
        "CHALLENGE_MALFORMED", ReasonClass.Rejected, "the hub's challenge does not follow its form",
        "A challenge is a deterministic CBOR array of kind, nonce of 32 bytes, beginning, end and UEID, signed by the hub.",
        "Update agent and hub to versions that know each other.");

    /// <summary>The hub's nonce is for another device.</summary>
    public static Reason ChallengeForOther { get; } = new(
        "CHALLENGE_FOR_OTHER_DEVICE", ReasonClass.Rejected, "the challenge is for another device",
        "A challenge names one device; it came to another one. Whoever can publish on the broker misdirects messages.",
        "Look at the broker's access list (packaging/broker) and at who may publish below down/.");

    /// <summary>An appraisal result that cannot be read.</summary>
    public static Reason AppraisalMalformed { get; } = new(
        "APPRAISAL_INVALID", ReasonClass.Rejected, "the appraisal result is not in its allowed form",
        "An attestation result (EAR) states profile, time, verifier and, per part, a status that is never better than its worst claim.",
        "Ask the hub for the appraisal again; if it stays so, update the hub.");

    /// <summary>A hub statement by a certificate that may not sign them.</summary>
    public static Reason HubCertificate { get; } = new(
        "HUB_STATEMENT_SIGNER_REFUSED", ReasonClass.Rejected, "the statement is not signed by the hub",
        "Acknowledgements and appraisals are signed by a P-256 certificate for document signing below an anchor of the hub; a device's or an operator's certificate does not count.",
        "Keep the message as evidence: somebody on the broker speaks for the hub. The device keeps its records until the hub itself acknowledges them.");

    /// <summary>A chain link or acknowledgement that cannot be read.</summary>
    public static Reason ChainMalformed { get; } = new(
        "CHAIN_LINK_INVALID", ReasonClass.Rejected, "a chain link is not in its allowed form",
        "A link is epoch, number, previous digest, type, severity and the digest of its payload; the first of an epoch has number 1 and 32 zero bytes as previous digest.",
        "Keep the message as evidence and ask the device to send again from its log.");

    /// <summary>The model's manifest is none that is known.</summary>
    public static Reason ModelUnknown { get; } = new(
        "MODEL_RELEASE_UNKNOWN", ReasonClass.Rejected, "the device runs a release that is not among the known ones",
        "The digest of the manifest is not that of any release that this fleet's publishers signed and the verifier holds.",
        "Find out where the release came from; push it if it is genuine (`mlsec model push`), else roll out a known one.");

    /// <summary>A recalled release.</summary>
    public static Reason ModelRecalled { get; } = new(
        "MODEL_RELEASE_RECALLED", ReasonClass.Rejected, "the device runs a recalled release",
        "The publisher recalled this release: it is known to be harmful or broken.",
        "Roll out the release that the publisher names in its stead (`mlsec rollout start`).");

    /// <summary>Another release than the desired one.</summary>
    public static Reason ModelNotDesired { get; } = new(
        "MODEL_RELEASE_NOT_DESIRED", ReasonClass.Notice, "the device runs another known release than the desired one",
        "The release is genuine and allowed, but a rollout asks for another one, which has not arrived or was refused.",
        "See the device's update state (`mlsec device show`) for why the desired release is not current.");

    /// <summary>Bytes on disk are not the signed ones.</summary>
    public static Reason ModelDigestMismatch { get; } = new(
        "MODEL_DIGEST_MISMATCH", ReasonClass.Rejected, "the model on the device's disk is not the signed one",
        "The fs-verity digest that the device measured differs from the one in the signed manifest: the file was changed after it was installed.",
        "Find out who changed it; the device keeps a copy in its quarantine. Restart the model from the restored copy.");

    /// <summary>What applications got is not what was signed.</summary>
    public static Reason HandedOutMismatch { get; } = new(
        "MODEL_HANDED_OUT_MISMATCH", ReasonClass.Rejected, "applications were given bytes that are not the signed model",
        "The digest that the device measured on the bytes in memory differs from the one in the signed manifest of that release. An honest agent hands nothing out that does not measure as signed.",
        "Treat the device as taken over: the agent or what stands in its place does not tell what it verified. Re-enrol it from a clean image.");

    /// <summary>The scrub found a change.</summary>
    public static Reason ScrubFailed { get; } = new(
        "EVIDENCE_SCRUB_FAILED", ReasonClass.Rejected, "the device found bytes of the release that were not signed",
        "The device's own recheck of the installed files found at least one that differs from the signed manifest.",
        "See the device's findings for the file; find out who changed it.");

    /// <summary>Right file, wrong answers.</summary>
    public static Reason RehearsalFailed { get; } = new(
        "EVIDENCE_REHEARSAL_FAILED", ReasonClass.Rejected, "the signed model gave wrong answers on this device",
        "The sanity suite of the release did not pass, though the file is the signed one: engine, hardware or memory changes what it answers.",
        "Do not use the model on this device; compare engine and hardware with a device where it passes.");

    /// <summary>Another model answers.</summary>
    public static Reason ApplicationDeviates { get; } = new(
        "EVIDENCE_APPLICATION_DEVIATES", ReasonClass.Rejected, "an application on this device does not answer like the signed model",
        "The installed model is the signed one, but what answers through an application's own path is not: canaries or recorded answers deviate.",
        "Read the finding of the application: it names the process. Start it anew with the bytes that the agent hands out, and examine the device if it happens again.");

    /// <summary>Inspection found something.</summary>
    public static Reason InspectionFailed { get; } = new(
        "EVIDENCE_INSPECTION_FAILED", ReasonClass.Rejected, "inspection on the device refused the model",
        "The device read the model's graph and found what its policy does not allow.",
        "See the device's findings for the rule and the place in the model.");

    /// <summary>A required check did not run.</summary>
    public static Reason CheckNotRun { get; } = new(
        "EVIDENCE_CHECK_NOT_RUN", ReasonClass.Inconclusive, "a check that the policy requires did not run on the device",
        "Without its result nobody can say whether it would have passed, so the model is not shown as good.",
        "See the device's coverage for why it did not run (`mlsec device show`).");

    /// <summary>Another check failed.</summary>
    public static Reason CheckFailed { get; } = new(
        "EVIDENCE_CHECK_FAILED", ReasonClass.Rejected, "a check on the device failed",
        "The device reports a failed check of a kind to which the verifier gives no meaning of its own.",
        "See the device's findings for what the check examined.");

    /// <summary>No data.</summary>
    public static Reason NoEvidence { get; } = new(
        "EVIDENCE_ABSENT", ReasonClass.Inconclusive, "there is no evidence about it",
        "The device says nothing about it, or the verifier holds no reference to compare with. No data is never shown as good.",
        "See whether the model is installed (`mlsec device show`), and whether its release was pushed to the hub.");

    /// <summary>The recheck is too old.</summary>
    public static Reason RecheckStale { get; } = new(
        "EVIDENCE_RECHECK_STALE", ReasonClass.Inconclusive, "the model's file was not rechecked recently",
        "The newest measurement of the file on disk is older than the policy allows, or is dated after the evidence itself.",
        "See whether the agent throttles itself or its clock was changed (`mlsec device show`).");

    /// <summary>The floor is lower than it was.</summary>
    public static Reason FloorLowered { get; } = new(
        "EVIDENCE_FLOOR_LOWERED", ReasonClass.Rejected, "the device's release floor is lower than it was",
        "The floor never falls by itself: state was lost, restored from a backup, or edited. An old release could be installed again.",
        "Find out what happened to the device's state; the hub can hand the known floor back.");

    /// <summary>Mode observe.</summary>
    public static Reason NotEnforced { get; } = new(
        "EVIDENCE_NOT_ENFORCED", ReasonClass.Notice, "the device only observes and blocks nothing",
        "In mode observe the agent reports what it would have refused, and lets it run.",
        "Set mode to enforce in the agent's configuration when the reports are as expected.");

    /// <summary>An option that weakens security is set.</summary>
    public static Reason InsecureOption { get; } = new(
        "EVIDENCE_INSECURE_OPTION", ReasonClass.Rejected, "an insecure option is set on the device",
        "The device's configuration has an option that switches a protection off; the option's name says which.",
        "Remove the option from the device's configuration.");

    /// <summary>Something is not covered.</summary>
    public static Reason CoverageIncomplete { get; } = new(
        "EVIDENCE_COVERAGE_INCOMPLETE", ReasonClass.Notice, "some protections or checks are not available on the device",
        "The device lists what its kernel, hardware or configuration lacks. What is not covered is not known to be good.",
        "Read the list (`mlsec device show`) and decide whether this device may be used without them.");

    /// <summary>The agent or configuration is not an approved one.</summary>
    public static Reason SoftwareUnknown { get; } = new(
        "EVIDENCE_SOFTWARE_UNKNOWN", ReasonClass.Rejected, "the agent or its configuration is not an approved one",
        "The digest that the device states is not among those that the verifier was given as approved.",
        "Install a released agent, or add the digest of the approved build or configuration to the references.");

    /// <summary>Keys in software.</summary>
    public static Reason SoftwareKeys { get; } = new(
        "EVIDENCE_SOFTWARE_KEYS", ReasonClass.Notice, "the device's key is kept in a file",
        "Without a TPM, whoever becomes root on the device can copy its identity. The device is never shown as backed by hardware.",
        "Nothing needs to be done for devices without a TPM.");

    /// <summary>A directive that does not follow its schema.</summary>
    public static Reason DirectiveMalformed { get; } = new(
        "DIRECTIVE_MALFORMED", ReasonClass.Rejected, "the directive does not follow its schema",
        "A directive is strict JSON: every member known and once, exact dates and digests, at most 64 models, each once, with https sources.",
        AskDirector);

    /// <summary>Another schema.</summary>
    public static Reason DirectiveSchema { get; } = new(
        "DIRECTIVE_SCHEMA_UNSUPPORTED", ReasonClass.Rejected, "the directive's schema is not supported",
        "The document names a schema other than mlsec.directive/1. It may need a newer agent, or be another kind of document.",
        "Update the agent, or have the hub issue directives in a supported schema.");

    /// <summary>For another fleet.</summary>
    public static Reason DirectiveFleet { get; } = new(
        "DIRECTIVE_OTHER_FLEET", ReasonClass.Rejected, "the directive is for another fleet",
        "The directive names a fleet, and this device's fleet, set by its administrator, is another one.",
        "Find out who delivered it; a director serves its own fleet only.");

    /// <summary>For another device.</summary>
    public static Reason DirectiveScopeMismatch { get; } = new(
        "DIRECTIVE_OTHER_DEVICE", ReasonClass.Rejected, "the directive is for another device",
        "The directive names a device or group, and this device is not it, or has no signed proof of being in the group.",
        "Find out who delivered it: a directive for one device was presented to another.");

    /// <summary>An older sequence.</summary>
    public static Reason DirectiveOlder { get; } = new(
        "DIRECTIVE_SEQUENCE_OLDER", ReasonClass.Rejected, "the directive is older than one that was accepted",
        "Sequences never go back per signer and scope: an old directive, however well signed, was replayed, or the hub was restored from a backup.",
        "If the hub was restored, let it adopt the sequences that devices report and issue the directive again.");

    /// <summary>The same sequence with other content.</summary>
    public static Reason DirectiveConflict { get; } = new(
        "DIRECTIVE_SEQUENCE_REUSED", ReasonClass.Rejected, "two different directives have the same sequence",
        "A director gives each number once. Two contents under one number mean two directors with one key, or one that was copied.",
        "Find out where the second one was signed; renew the director's key if nobody can say.");

    /// <summary>Expired.</summary>
    public static Reason DirectiveExpired { get; } = new(
        "DIRECTIVE_EXPIRED", ReasonClass.Rejected, "the directive has expired",
        "Its expiry has passed: newer directives exist or should, and somebody may be holding them back.",
        "See whether the device reaches the hub; the hub issues a new directive before the old one ends.");

    /// <summary>Issued in the future.</summary>
    public static Reason DirectiveNotYetIssued { get; } = new(
        "DIRECTIVE_NOT_YET_ISSUED", ReasonClass.Rejected, "the directive is dated in the future",
        "It was issued later than the time of verification, beyond the allowance for clocks that disagree.",
        "Check this machine's clock and the hub's.");

    /// <summary>Expired only as far as an unproven time says.</summary>
    public static Reason DirectiveTimeUnproven { get; } = new(
        "DIRECTIVE_TIME_UNPROVEN", ReasonClass.Inconclusive, "the directive seems expired, but the time is not known for certain",
        "The clock is not trustworthy, so the time floor was used, and it lies after the directive's expiry. A running model is not stopped for that.",
        "Set or synchronise the clock; the device asks the hub again.");

    /// <summary>An appraisal that speaks of something else.</summary>
    public static Reason AppraisalOther { get; } = new(
        "APPRAISAL_OF_OTHER_EVIDENCE", ReasonClass.Rejected, "the appraisal is not of this evidence",
        "An appraisal counts for the one message whose nonce and digest it has. This one is of other evidence of the device, perhaps of an earlier answer to the same nonce.",
        "Export the bundle again (mlsec device show UEID --export FILE); if it comes back like this, somebody put it together.");

    /// <summary>A device that is not to be trusted, whose appraisal gives no reason of the same weight.</summary>
    public static Reason DeviceRejected { get; } = new(
        "DEVICE_REJECTED", ReasonClass.Rejected, "the device is not to be trusted",
        "The appraisal contraindicates the device or one of its models; its explanation has the claims on which that rests.",
        "See the rows of the explanation: mlsec device show.");

    /// <summary>A device that is not shown as good, though nothing speaks against it for certain.</summary>
    public static Reason DeviceUndecided { get; } = new(
        "DEVICE_UNDECIDED", ReasonClass.Inconclusive, "the device is not shown to be good",
        "At least one model is not affirming, or the device claims none. Nothing, or too little, is never shown as good.",
        "See the rows of the explanation: mlsec device show.");

    /// <summary>Floors that cannot be read.</summary>
    public static Reason FloorsMalformed { get; } = new(
        "FLOORS_MALFORMED", ReasonClass.Rejected, "the floors that were handed back cannot be read",
        "The statement is a CBOR array of UEID, epoch, time and floors in order. Something else was signed, or it was cut.",
        "Update agent and hub to versions that know each other.");

    /// <summary>Floors for another device or another loss.</summary>
    public static Reason FloorsForOther { get; } = new(
        "FLOORS_FOR_OTHER", ReasonClass.Rejected, "the floors that came are for another device, or for another loss",
        "Floors are handed back to one device for one epoch of its chain, so that nobody can bring those of before. Nothing is installed until those for this epoch come.",
        "Look at who can publish on the broker; the hub sends the right ones with the next evidence.");

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<Reason> All { get; } =
    [
        CborMalformed, CborNotDeterministic, CborLimit, CborTrailingBytes, CoseMalformed, CoseAlgorithm, CoseCritical, CoseKeyMismatch,
        CoseContentType, CoseSignatureInvalid, DeviceCertificate, DeviceCertificateExpired, DeviceTimeUnproven, ClaimsMalformed, ClaimMissing,
        ClaimUnknown, ProfileUnknown, NonceMismatch, NonceExpired, UeidMismatch, TlsKeyMismatch, ChallengeMalformed, ChallengeForOther, AppraisalMalformed,
        HubCertificate, ChainMalformed, ModelUnknown, ModelRecalled, ModelNotDesired, ModelDigestMismatch, HandedOutMismatch, ScrubFailed, RehearsalFailed, ApplicationDeviates, InspectionFailed,
        CheckNotRun, CheckFailed, NoEvidence, RecheckStale, FloorLowered, NotEnforced, InsecureOption, CoverageIncomplete, SoftwareUnknown, SoftwareKeys,
        DirectiveMalformed, DirectiveSchema, DirectiveFleet, DirectiveScopeMismatch, DirectiveOlder, DirectiveConflict, DirectiveExpired,
        DirectiveNotYetIssued, DirectiveTimeUnproven, AppraisalOther, DeviceRejected, DeviceUndecided, FloorsMalformed, FloorsForOther,
    ];
}
