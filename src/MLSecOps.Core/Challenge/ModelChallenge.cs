namespace MLSecOps.Core.Challenge;

/// <summary>How a model is challenged, as its publisher declared it in the sanity suite. Untrusted until an expansion accepted it.</summary>
/// <param name="Count">Inputs of one challenge, <see cref="LeastCount"/> to <see cref="MostCount"/>; their indices are 0, 1, 2…</param>
/// <param name="Inputs">All inputs of the model, in its order.</param>
public sealed record ModelChallenge(int Count, IReadOnlyList<InputDescription> Inputs)
{
    /// <summary>One answer alone cannot be told from a constant.</summary>
    public const int LeastCount = 2;

    /// <summary>A device has little time, and a message little room.</summary>
    public const int MostCount = 32;
}
