namespace MLSecOps.Contracts.Telemetry;

/// <summary>Names of MQTT user properties: CloudEvents 1.0 attributes in binary mode, unprefixed (CloudEvents MQTT binding, 3.1.3), and our extensions of the chain.</summary>
/// <remarks>They travel outside the payload's signature. Whoever reads them trusts only what evidence commits to.</remarks>
public static class EventAttributes
{
    /// <summary>Always <see cref="SpecVersionValue"/>.</summary>
    public const string SpecVersion = "specversion";

    /// <summary>The CloudEvents version.</summary>
    public const string SpecVersionValue = "1.0";

    /// <summary>Unique together with <see cref="Source"/>; of a record, epoch and number.</summary>
    public const string Id = "id";

    /// <summary><c>/mlsec/&lt;ueid&gt;</c>.</summary>
    public const string Source = "source";

    /// <summary>A type of <see cref="RecordTypes"/>.</summary>
    public const string Type = "type";

    /// <summary>The device's clock, RFC 3339 UTC.</summary>
    public const string Time = "time";

    /// <summary>The slot that a record is about; absent when it is about the device.</summary>
    public const string Subject = "subject";

    /// <summary>Extension: epoch of the chain, 32 hexadecimal digits.</summary>
    public const string ChainEpoch = "chainepoch";

    /// <summary>Extension: number of the link, decimal.</summary>
    public const string ChainSequence = "chainseq";

    /// <summary>Extension: digest of the link before, 64 hexadecimal digits.</summary>
    public const string ChainPrevious = "chainprev";

    /// <summary>Extension: critical, error, warning, notice or info.</summary>
    public const string Severity = "severity";

    /// <summary>The source of a device's records.</summary>
    public static string SourceOf(string ueid) => $"/mlsec/{ueid}";
}
