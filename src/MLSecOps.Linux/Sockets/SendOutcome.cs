namespace MLSecOps.Linux.Sockets;

/// <summary>What became of a message that must not block.</summary>
public enum SendOutcome
{
    /// <summary>It is in the other side's queue.</summary>
    Sent,

    /// <summary>There is no room for it now; it was dropped.</summary>
    Full,

    /// <summary>The other side is closed.</summary>
    Gone,
}
