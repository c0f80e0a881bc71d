namespace MLSecOps.Formats.Tap;

/// <summary>Facts about a record.</summary>
[Flags]
public enum TapRecordFlags : byte
{
    /// <summary>Nothing to say.</summary>
    None = 0,

    /// <summary>The application's call failed; there are no outputs.</summary>
    Failed = 1,

    /// <summary>No tensor is omitted.</summary>
    Whole = 2,

    /// <summary>Every flag of this version.</summary>
    All = Failed | Whole,
}
