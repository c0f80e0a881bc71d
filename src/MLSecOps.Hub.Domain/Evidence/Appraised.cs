namespace MLSecOps.Hub.Domain.Evidence;

/// <summary>What the appraisal of one piece of evidence came to.</summary>
/// <param name="Id">The number under which it is stored.</param>
/// <param name="Received">When it came, by the hub's clock.</param>
/// <param name="Verdict">Of the device.</param>
/// <param name="Reason">Reason code when it is not trusted.</param>
/// <param name="Claims">What the device claims; null when signature, nonce or form do not hold: then nothing that the message says counts.</param>
public sealed record Appraised(long Id, DateTimeOffset Received, Verdict Verdict, string? Reason, AppraisedClaims? Claims)
{
    /// <summary>When the hub drew the nonce that it answers: it was signed after that. Null when nobody knows.</summary>
    public DateTimeOffset? Asked { get; init; }
}
