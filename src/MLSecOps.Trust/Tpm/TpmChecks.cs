namespace MLSecOps.Trust.Tpm;

/// <summary>The stable names of the checks of a TPM's keys and quotes, in the order of performance.</summary>
public static class TpmChecks
{
    /// <summary>The endorsement key is one.</summary>
    public const string EndorsementKey = "tpm.endorsement_key";

    /// <summary>Its certificate, if any, is its own, and who made it.</summary>
    public const string EndorsementCertificate = "tpm.endorsement_certificate";

    /// <summary>The attestation key is restricted, made in the TPM and fixed to it.</summary>
    public const string AttestationKey = "tpm.attestation_key";

    /// <summary>The evidence has the TPM's part that this device owes, and only then.</summary>
    public const string Present = "tpm.present";

    /// <summary>Collection, attestation and signature are in their forms.</summary>
    public const string Form = "tpm.form";

    /// <summary>The attestation is a quote.</summary>
    public const string Quote = "tpm.quote";

    /// <summary>Its signature verifies under the attestation key.</summary>
    public const string Signature = "tpm.signature";

    /// <summary>It names its signer as a TPM does.</summary>
    public const string Signer = "tpm.signer";

    /// <summary>It was made for this nonce and these claims.</summary>
    public const string Binding = "tpm.binding";

    /// <summary>The PCR values are those that were quoted.</summary>
    public const string Pcrs = "tpm.pcrs";

    /// <summary>The event log leads to the agent's PCR.</summary>
    public const string Log = "tpm.log";

    /// <summary>The claims do not contradict the log.</summary>
    public const string LogClaims = "tpm.log_claims";

    /// <summary>Clock and counters did not go back.</summary>
    public const string Clock = "tpm.clock";

    internal static IReadOnlyList<string> OfKeys { get; } = [EndorsementKey, EndorsementCertificate, AttestationKey];

    internal static IReadOnlyList<string> OfQuote { get; } = [Present, AttestationKey, Form, Quote, Signature, Signer, Binding, Pcrs, Log, LogClaims, Clock];
}
