namespace MLSecOps.Formats.Tap;

/// <summary>What a tap message is. Kinds from 0x80 up come from the agent, the others from the application.</summary>
public enum TapKind : byte
{
    /// <summary>No kind; never on the wire.</summary>
    None = 0,

    /// <summary>Application: what its model saw and said. 0 records tell only how many there were by now.</summary>
    Records = 1,

    /// <summary>Application: it closes the model; the header has the final counts.</summary>
    Bye = 2,

    /// <summary>Application: it could not answer a canary.</summary>
    Error = 3,

    /// <summary>Agent: inputs to be run as if they were the application's own: one record with a token, inputs only.</summary>
    Canary = 0x81,

    /// <summary>Agent: the next records are to have all tensors whole.</summary>
    Sample = 0x82,
}
