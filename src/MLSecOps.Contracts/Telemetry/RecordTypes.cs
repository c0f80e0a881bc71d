namespace MLSecOps.Contracts.Telemetry;

/// <summary>Types of what devices send, as CloudEvents <c>type</c> and as type of the chain link.</summary>
public static class RecordTypes
{
    /// <summary>The first link of an epoch: why the chain begins anew. Payload <see cref="EpochRecord"/>.</summary>
    public const string Epoch = "mlsec.epoch.v1";

    /// <summary>The device connected. Payload <see cref="BirthRecord"/>.</summary>
    public const string Birth = "mlsec.birth.v1";

    /// <summary>The will. Payload <see cref="DeathRecord"/>; not a link, since the broker sends it.</summary>
    public const string Death = "mlsec.death.v1";

    /// <summary>A finding. Payload <see cref="FindingRecord"/>.</summary>
    public const string Finding = "mlsec.finding.v1";

    /// <summary>A step of an update. Payload <see cref="UpdateRecord"/>.</summary>
    public const string Update = "mlsec.update.v1";

    /// <summary>Records that the quota dropped. Payload <see cref="DroppedRecord"/>.</summary>
    public const string Dropped = "mlsec.dropped.v1";

    /// <summary>Evidence; not a link, since it commits to the chain's head.</summary>
    public const string Evidence = "mlsec.evidence.v1";

    /// <summary>The topic kind on which records of a type travel.</summary>
    public static string TopicOf(string type) => type switch
    {
        Birth => Topics.Birth,
        Update => Topics.Update,
        _ => Topics.Finding,
    };
}
