namespace MLSecOps.Core.Findings;

/// <summary>Reasons about TPMs: their structures, their keys, and what they attest.</summary>
public static class TpmReasons
{
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

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<Reason> All { get; } =
    [
        Malformed, KeyRefused, EvidenceMalformed, CmwMalformed,
    ];
}
