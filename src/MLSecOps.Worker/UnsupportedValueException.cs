using MLSecOps.Core.Findings;

namespace MLSecOps.Worker;

/// <summary>A model gave a value that cannot be compared: a sequence, map or optional, an element type without comparison, or too many bytes.</summary>
internal sealed class UnsupportedValueException(Reason reason, string found) : Exception(found)
{
    /// <summary>Why.</summary>
    public Reason Reason { get; } = reason;
}
