namespace MLSecOps.Formats.Tap;

/// <summary>What a tensor is to the model.</summary>
public enum TapRole : byte
{
    /// <summary>None; never on the wire.</summary>
    None = 0,

    /// <summary>What the model was given: the features.</summary>
    Input = 1,

    /// <summary>What it answered.</summary>
    Output = 2,
}
