using Microsoft.ML.OnnxRuntime;
using MLSecOps.Core.Findings;

namespace MLSecOps.Worker;

/// <summary>How a run can fail: by the engine, or by a value that cannot be compared. Either is a check of whoever asked, under a reason of its own.</summary>
internal static class RunFault
{
    /// <summary>Whether an exception is such a failure. Its message may hold bytes of the model.</summary>
    public static bool Is(Exception thrown) => thrown is OnnxRuntimeException or UnsupportedValueException;

    /// <summary>The reason of a failure.</summary>
    public static Reason ReasonOf(Exception thrown) => (thrown as UnsupportedValueException)?.Reason ?? RehearsalReasons.InferenceFailed;
}
