namespace MLSecOps.Linux.Tokens;

/// <summary>A token did not do what it was asked: the outside world, not the program.</summary>
/// <param name="problem">What kind.</param>
/// <param name="detail">What was found, for a person; labels in it come from the token: escape before printing.</param>
public sealed class TokenException(TokenProblem problem, string detail) : IOException(detail)
{
    /// <summary>What kind.</summary>
    public TokenProblem Problem { get; } = problem;
}
