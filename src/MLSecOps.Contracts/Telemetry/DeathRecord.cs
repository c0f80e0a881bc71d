namespace MLSecOps.Contracts.Telemetry;

/// <summary>Schema <c>mlsec.death/1</c>: the will, left at CONNECT.</summary>
/// <param name="Schema">Always <see cref="SchemaName"/>.</param>
/// <param name="BdSeq">Which connection ended; a death of an earlier connection than the newest birth is stale.</param>
public sealed record DeathRecord(string Schema, long BdSeq)
{
    /// <summary>The schema's name.</summary>
    public const string SchemaName = "mlsec.death/1";
}
