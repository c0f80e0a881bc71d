using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Tap;

namespace MLSecOps.Client.Tests;

/// <summary>One record as it came, by value.</summary>
/// <param name="Token">Of the canary that it answers; 0 for a real call.</param>
/// <param name="Flags">Facts about it.</param>
/// <param name="Nanoseconds">How long the call took.</param>
/// <param name="Inputs">What the model was given; without data where they were omitted.</param>
/// <param name="Outputs">What it said.</param>
/// <param name="Places">Where the contents were, in the record's order.</param>
internal sealed record ReceivedRecord(ulong Token, TapRecordFlags Flags, ulong Nanoseconds, IReadOnlyList<Tensor> Inputs, IReadOnlyList<Tensor> Outputs, IReadOnlyList<TapPlace> Places);
