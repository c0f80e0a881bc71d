namespace MLSecOps.Core.Findings;

/// <summary>Reasons about TPMs: their structures, their keys, and what they attest.</summary>
public static class TpmReasons
{
    private const string LookAtDevice =
        "Look at the device: somebody with its connection key but without its TPM sends this, or its agent does not match the hub. If it was not changed on purpose, enrol it again (`mlsec device reenroll`).";

    /// <summary>A structure of a TPM that is not in its form.</summary>
    public static Reason Malformed { get; } = new(
        "TPM_MALFORMED", ReasonClass.Rejected, "a TPM structure is cut short or not in its form",
        "Structures of TPM 2.0 are read strictly: every length and count within its limit, nothing left over. Nothing of it was used.",
        "Have the sender make it again; if it keeps coming, keep a copy as evidence.");

    /// <summary>A key or signature of another kind.</summary>
    public static Reason KeyRefused { get; } = new(
        "TPM_KEY_REFUSED", ReasonClass.Rejected, "the key or signature of the TPM is of a kind that is not accepted",
        "Attestation keys are P-256 with ECDSA and SHA-256. Endorsement keys are P-256, or RSA of 2048 bits, with AES-128 in CFB mode. SHA-256 makes their names.",
        "Let the agent make its own attestation key; if the TPM has none of these kinds, the device can only be used without it.");

    /// <summary>The TPM's part of evidence.</summary>
    public static Reason EvidenceMalformed { get; } = new(
        "TPM_EVIDENCE_MALFORMED", ReasonClass.Rejected, "the TPM's part of the evidence does not follow its form",
        "It is a deterministic CBOR map of quote, signature, PCRs in ascending order and event log.",
        "Update agent and hub to versions that know each other; if they do, look at the device.");

    /// <summary>The collection around both parts.</summary>
    public static Reason CmwMalformed { get; } = new(
        "CMW_MALFORMED", ReasonClass.Rejected, "the evidence is not a collection of claims and TPM quote",
        "A device with a TPM sends a CMW collection (RFC 9999) with exactly the members eat and tpm, each a record of its type and value.",
        "Update agent and hub to versions that know each other; if they do, look at the device.");

    /// <summary>Evidence without the TPM's part.</summary>
    public static Reason EvidenceMissing { get; } = new(
        "TPM_EVIDENCE_MISSING", ReasonClass.Rejected, "the evidence lacks the TPM's part that this device owes",
        "The device was enrolled with a key in its TPM, so evidence without quote is what somebody sends who has its connection key but not its TPM. The tier never falls silently.",
        LookAtDevice);

    /// <summary>A TPM's part from a device without one.</summary>
    public static Reason EvidenceUnexpected { get; } = new(
        "TPM_EVIDENCE_UNEXPECTED", ReasonClass.Rejected, "the evidence has a TPM's part, but no TPM is known for this device",
        "A quote proves something only when it is known whose key signed it. This device has no attestation key at the hub.",
        "Let the agent prove its attestation key to the hub first (it does so after enrolment), then ask for evidence again.");

    /// <summary>No quote.</summary>
    public static Reason NotQuote { get; } = new(
        "TPM_NOT_A_QUOTE", ReasonClass.Rejected, "the TPM attests something else than its PCRs",
        "Only an attestation of kind quote says anything about PCRs; another genuine attestation was put in its place.",
        LookAtDevice);

    /// <summary>A quote that belongs to something else.</summary>
    public static Reason QuoteUnbound { get; } = new(
        "TPM_QUOTE_UNBOUND", ReasonClass.Rejected, "the TPM's quote was made for another message",
        "A quote carries a digest of the hub's nonce and of the claims. This one belongs to another nonce or to other claims: it was taken from an earlier message, or the claims were changed.",
        LookAtDevice);

    /// <summary>The quote's signature.</summary>
    public static Reason QuoteSignature { get; } = new(
        "TPM_QUOTE_SIGNATURE_INVALID", ReasonClass.Rejected, "the signature of the TPM's quote does not verify",
        "The quote was changed after signing, or signed by another key than the one in this device's TPM.",
        LookAtDevice);

    /// <summary>Qualified signer.</summary>
    public static Reason QuoteSigner { get; } = new(
        "TPM_QUOTE_SIGNER_INVALID", ReasonClass.Rejected, "the quote does not name its signer as a TPM does",
        "A TPM names the signing key by SHA-256 together with the keys above it. This name has another form.",
        LookAtDevice);

    /// <summary>PCR values that were not quoted.</summary>
    public static Reason PcrMismatch { get; } = new(
        "TPM_PCR_MISMATCH", ReasonClass.Rejected, "the PCR values are not those that the TPM signed",
        "The digest in the quote is that of other values or of other PCRs than the message lists.",
        LookAtDevice);

    /// <summary>The agent's PCR is not in the quote.</summary>
    public static Reason PcrNotQuoted { get; } = new(
        "TPM_PCR_NOT_QUOTED", ReasonClass.Rejected, "the quote leaves out the PCR into which the agent measures",
        "Without it the event log proves nothing. Device and hub must be set to the same PCR.",
        "Set tpm.pcr of the agent and attest.agent_pcr of the hub to the same PCR.");

    /// <summary>An event log that does not lead to the PCR.</summary>
    public static Reason LogMismatch { get; } = new(
        "TPM_EVENT_LOG_MISMATCH", ReasonClass.Rejected, "the event log does not lead to the PCR that the TPM signed",
        "Replayed from zero, the events give another value: an event was removed, changed, added or reordered, or something else measures into the same PCR.",
        "See whether another program uses that PCR (`tpm2_eventlog`, `systemd-pcrphase`); if none does, treat the device as taken over and restart it from a known image.");

    /// <summary>Claims that the log contradicts.</summary>
    public static Reason LogContradicts { get; } = new(
        "TPM_LOG_CONTRADICTS_CLAIMS", ReasonClass.Rejected, "the claims say something else than what was measured",
        "The newest start or the newest release in the event log is not the agent or the release that the claims name. What was measured cannot be taken back, so it is the claims that are wrong.",
        LookAtDevice);

    /// <summary>A clock that went back.</summary>
    public static Reason ClockReversed { get; } = new(
        "TPM_CLOCK_REVERSED", ReasonClass.Rejected, "the TPM's clock or counters went back",
        "A TPM counts its resets and the time it was powered, and neither goes back: this quote is older than one that came before, or the TPM was put back (as a virtual one can be).",
        "If the device is virtual, see whether it was restored from a snapshot; enrol it again then. Otherwise somebody repeats old quotes.");

    /// <summary>A key that could sign anything.</summary>
    public static Reason KeyNotRestricted { get; } = new(
        "TPM_KEY_NOT_RESTRICTED", ReasonClass.Rejected, "the attestation key may sign more than what the TPM attests, or may leave it",
        "An attestation key must be made in the TPM, fixed to it, and restricted, so that it never signs a forged quote. This one lacks one of these properties.",
        "Let the agent make its own attestation key; do not give it one.");

    /// <summary>An endorsement key that is none.</summary>
    public static Reason EndorsementRefused { get; } = new(
        "TPM_EK_REFUSED", ReasonClass.Rejected, "the endorsement key may not be used as one",
        "An endorsement key is restricted to decryption, made in the TPM and fixed to it.",
        "Let the agent read its TPM's own endorsement key; do not give it one.");

    /// <summary>A certificate of an endorsement key.</summary>
    public static Reason EndorsementCertificate { get; } = new(
        "TPM_EK_CERTIFICATE_REFUSED", ReasonClass.Rejected, "the endorsement key's certificate is not that of this key, or leads to no configured maker",
        "The maker of a TPM certifies its endorsement key. The certificate must have this key, and lead to an anchor in the hub's configuration.",
        "Put the TPM maker's root certificate into attest.ek_anchors of the hub if you trust that maker; otherwise the device cannot be enrolled with this certificate.");

    /// <summary>No certificate of a maker.</summary>
    public static Reason EndorsementUnproven { get; } = new(
        "TPM_EK_UNPROVEN", ReasonClass.Notice, "no maker vouches for the TPM",
        "The key is in something that behaves as a TPM, but without a certificate that leads to a configured maker it may be one in software. It is not shown as hardware.",
        "Configure the TPM maker's root certificate (attest.ek_anchors) and restart the hub; a device without a certificate stays as it is.");

    /// <summary>A known device with another TPM.</summary>
    public static Reason EndorsementChanged { get; } = new(
        "TPM_EK_CHANGED", ReasonClass.Rejected, "a known device came with another TPM",
        "This UEID was bound to the endorsement key of one TPM, and something else claims it with another. Either the board was replaced or another machine poses as the device.",
        "If the board was replaced on purpose, enrol the device anew under an administrator's eyes (`mlsec device reenroll`); otherwise find out who holds its connection key.");

    /// <summary>A known TPM under another name.</summary>
    public static Reason EndorsementTaken { get; } = new(
        "TPM_EK_TAKEN", ReasonClass.Rejected, "the TPM belongs to another device already",
        "Its endorsement key was bound to another UEID. One TPM is one device: two identities on one machine would make one look like two.",
        "Retire the other device first if this machine was set up anew (`mlsec device retire`).");

    /// <summary>A wrong answer.</summary>
    public static Reason ChallengeFailed { get; } = new(
        "TPM_CHALLENGE_FAILED", ReasonClass.Rejected, "the TPM did not open what was sealed to it",
        "Only the TPM with the endorsement key and the attestation key can give back the secret. Whoever answered does not have both, or answered too late or twice.",
        "Let the agent ask again; if it keeps failing, the keys that it sends are not those of one TPM.");

    /// <summary>A boot state that is known.</summary>
    public static Reason BootStateKnown { get; } = new(
        "TPM_BOOT_STATE_KNOWN", ReasonClass.Notice, "the measured boot is one that the hub knows",
        "The quote covers how the machine booted, and the digest over PCR 0 to 7 is one of the configured ones.",
        "Nothing needs to be done.");

    /// <summary>A boot state that is not known.</summary>
    public static Reason BootStateUnknown { get; } = new(
        "TPM_BOOT_STATE_UNKNOWN", ReasonClass.Notice, "the measured boot is not one that the hub knows",
        "The quote covers how the machine booted, but its digest is not among the configured ones, so that it proves a TPM and nothing about firmware and boot loader.",
        "If this boot is as it should be, add the digest shown to attest.boot_states of the hub.");

    /// <summary>The tier fell.</summary>
    public static Reason TierFell { get; } = new(
        "TPM_TIER_FELL", ReasonClass.Rejected, "the device proves less than what was recorded of it",
        "It was recorded with measured boot in a known state; now the state is another one, or the quote leaves the boot out.",
        "See what changed on the device (firmware, boot loader, kernel). If it was an update, add its digest to attest.boot_states of the hub.");

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<Reason> All { get; } =
    [
        Malformed, KeyRefused, EvidenceMalformed, CmwMalformed, EvidenceMissing, EvidenceUnexpected, NotQuote, QuoteUnbound, QuoteSignature, QuoteSigner,
        PcrMismatch, PcrNotQuoted, LogMismatch, LogContradicts, ClockReversed, KeyNotRestricted, EndorsementRefused, EndorsementCertificate, EndorsementUnproven,
        EndorsementChanged, EndorsementTaken, ChallengeFailed, BootStateKnown, BootStateUnknown, TierFell,
    ];
}
