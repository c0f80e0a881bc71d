namespace MLSecOps.Hub.Domain.Records;

/// <summary>Evidence that was appraised, whole, so that it can be appraised again by anybody.</summary>
/// <param name="Id">The hub's number; 0 before it is stored.</param>
/// <param name="Ueid">Whose.</param>
/// <param name="Received">When, by the hub's clock.</param>
/// <param name="Message">The COSE_Sign1 as it came.</param>
/// <param name="Challenge">The hub's signed statement whose nonce it answers.</param>
/// <param name="Kind"><c>challenge</c> or <c>epoch</c>.</param>
/// <param name="Nonce">Hexadecimal.</param>
/// <param name="Appraisal">The hub's signed EAR.</param>
/// <param name="Verdict">What it came to.</param>
/// <param name="Reason">Reason code when it is not trusted.</param>
public sealed record StoredEvidence(
    long Id,
    string Ueid,
    DateTimeOffset Received,
    ReadOnlyMemory<byte> Message,
    ReadOnlyMemory<byte> Challenge,
    string Kind,
    string Nonce,
    ReadOnlyMemory<byte> Appraisal,
    Verdict Verdict,
    string? Reason);
