namespace MLSecOps.Contracts.Telemetry;

/// <summary>Content types of MQTT messages that are not CBOR Object Signing (those are named where they are made).</summary>
public static class MediaTypes
{
    /// <summary>Payload of a record.</summary>
    public const string Json = "application/json";

    /// <summary>A chain link whose payload the device has no more: the link alone, as CBOR.</summary>
    public const string Link = "application/mlsec-link+cbor";

    /// <summary>A signed document with its detached CMS, as a CBOR array of two byte strings.</summary>
    public const string SignedDocument = "application/mlsec-signed+cbor";
}
