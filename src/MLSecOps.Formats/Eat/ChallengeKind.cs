namespace MLSecOps.Formats.Eat;

/// <summary>What a nonce is for. The values are those of the statement.</summary>
public enum ChallengeKind
{
    /// <summary>Not stated. Never written; the default.</summary>
    Unknown = 0,

    /// <summary>One device is asked now.</summary>
    Challenge = 1,

    /// <summary>The whole fleet's nonce for evidence on schedule and on change, until it expires (RFC 9334, 10.3: epoch ID).</summary>
    Epoch = 2,
}
