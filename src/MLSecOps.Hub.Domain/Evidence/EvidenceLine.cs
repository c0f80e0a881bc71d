namespace MLSecOps.Hub.Domain.Evidence;

/// <summary>What evidence is to the evidence before it.</summary>
internal enum EvidenceLine
{
    /// <summary>It goes on from there, as far as the hub can see. The default.</summary>
    GoesOn = 0,

    /// <summary>It was signed before: what it commits to is behind, and its nonce was open when the newest came.</summary>
    Replayed = 1,

    /// <summary>It commits to another record than the one in the hub's chain, or was surely signed after the newest and commits to less: the chain goes on in two ways.</summary>
    Split = 2,

    /// <summary>It was surely signed after the newest, by what was there before the newest: both are alive.</summary>
    Copied = 3,
}
