namespace MLSecOps.EdgeAgent.Spool;

/// <summary>What an acknowledgement of the hub did.</summary>
internal enum AcknowledgementOutcome
{
    /// <summary>Nothing: the head is of an epoch that this chain does not know, or differs from an abandoned epoch. To be reported. The default.</summary>
    Foreign = 0,

    /// <summary>The records up to it are the hub's now; their payloads are gone.</summary>
    Accepted,

    /// <summary>Nothing: it was known already.</summary>
    Repeated,

    /// <summary>The hub has a record of the present epoch that this chain has not, or another one under that number: the state was put back. A new epoch began.</summary>
    UnknownHead,

    /// <summary>Nothing yet: the disk refused to keep it. The hub acknowledges again.</summary>
    NotKept,
}
