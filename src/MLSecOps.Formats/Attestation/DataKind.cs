namespace MLSecOps.Formats.Attestation;

/// <summary>The kinds of <see cref="DataItem"/>.</summary>
internal enum DataKind
{
    /// <summary>An integer of 64 bits.</summary>
    Integer,

    /// <summary>A byte string; CBOR only.</summary>
    Bytes,

    /// <summary>Text.</summary>
    Text,

    /// <summary>An array.</summary>
    List,

    /// <summary>A map or object.</summary>
    Map,

    /// <summary>A tag; CBOR only.</summary>
    Tag,

    /// <summary>True, false.</summary>
    Truth,

    /// <summary>Null.</summary>
    Null,

    /// <summary>A floating-point number, an integer beyond 64 bits, or another simple value.</summary>
    Other,
}
