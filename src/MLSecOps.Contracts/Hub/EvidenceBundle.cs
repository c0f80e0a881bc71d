namespace MLSecOps.Contracts.Hub;

/// <summary>Schema <c>mlsec.evidence-bundle/1</c>: one piece of evidence with all that somebody needs to judge it without the hub, given the fleet's anchors. Binary members are base64.</summary>
/// <param name="Schema">Always <see cref="SchemaName"/>.</param>
/// <param name="Ueid">Whose.</param>
/// <param name="Received">When it came, by the hub's clock, RFC 3339 UTC; not signed by the device.</param>
/// <param name="Evidence">COSE_Sign1 of the device; of one with a TPM, a CMW collection of that and the TPM's part.</param>
/// <param name="Certificates">DER of the device's certificate, then of those between it and the anchor.</param>
/// <param name="Challenge">The hub's signed statement of the nonce (COSE_Sign1).</param>
/// <param name="Appraisal">The hub's signed EAR (COSE_Sign1).</param>
/// <param name="Tpm">The device's TPM; null when none is known.</param>
public sealed record EvidenceBundle(
    string Schema, string Ueid, string Received, byte[] Evidence, IReadOnlyList<byte[]> Certificates, byte[] Challenge, byte[] Appraisal,
    EvidenceTpm? Tpm = null)
{
    /// <summary>The schema's name.</summary>
    public const string SchemaName = "mlsec.evidence-bundle/1";
}
