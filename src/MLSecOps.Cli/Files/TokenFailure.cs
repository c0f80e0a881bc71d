using MLSecOps.Cli.Output;
using MLSecOps.Core.Findings;
using MLSecOps.Linux.Tokens;

namespace MLSecOps.Cli.Files;

/// <summary>What a token did not do, in our words.</summary>
internal static class TokenFailure
{
    public static CommandFailure Of(TokenException failed) => new(
        failed.Problem switch
        {
            TokenProblem.Module => TokenReasons.Module,
            TokenProblem.NoToken => TokenReasons.NoToken,
            TokenProblem.PinMissing or TokenProblem.PinWrong => TokenReasons.Pin,
            TokenProblem.PinLocked => TokenReasons.PinLocked,
            TokenProblem.NoKey or TokenProblem.SeveralKeys => TokenReasons.NoKey,
            TokenProblem.WrongKey => CommandReasons.KeyMismatch,
            _ => TokenReasons.Failed,
        },
        failed.Problem switch
        {
            TokenProblem.Module => "the PKCS#11 module cannot be used",
            TokenProblem.NoToken => "the URI names no single token",
            TokenProblem.PinMissing => "the token is closed",
            TokenProblem.PinWrong => "the PIN is wrong",
            TokenProblem.PinLocked => "the token is locked",
            TokenProblem.NoKey or TokenProblem.SeveralKeys => "the URI names no single private key",
            TokenProblem.WrongKey => "the key on the token is not the certificate's",
            _ => "the token did not sign",
        },
        failed.Message);
}
