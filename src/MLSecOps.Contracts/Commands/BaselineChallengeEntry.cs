namespace MLSecOps.Contracts.Commands;

/// <summary>How a model may be challenged, in JSON.</summary>
/// <param name="Count">Inputs of one challenge.</param>
/// <param name="Inputs">Each of the model's inputs with type, shape and range, in one line.</param>
/// <param name="Revealed">Share of changed copies that one challenge reveals, 0..1; null where none could be made.</param>
public sealed record BaselineChallengeEntry(int Count, IReadOnlyList<string> Inputs, double? Revealed);
