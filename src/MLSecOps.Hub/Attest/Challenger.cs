using System.Security.Cryptography;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Domain.Storage;

namespace MLSecOps.Hub.Attest;

/// <summary>Draws nonces and remembers them: one for the whole fleet at a time, and one for each question to a single device.</summary>
internal sealed class Challenger(Statements statements, TimeSpan epoch, TimeProvider time)
{
    /// <summary>How long one device has to answer.</summary>
    public static readonly TimeSpan AnswerTime = TimeSpan.FromMinutes(2);

    // Answers under way when their nonce ended are told apart from nonces that never were.
    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    /// <summary>The fleet's nonce, made anew when the one before is half over; true when it is new.</summary>
    public bool TryRenewEpoch(IHubTransaction database, out OpenChallenge current)
    {
        DateTimeOffset now = Now();
        if (database.NewestEpoch() is { } newest && newest.Issued + (epoch / 2) > now && newest.Issued <= now)
        {
            current = newest;
            return false;
        }

        current = Make(now, epoch, ChallengeKind.Epoch, null);
        database.AddChallenge(current);
        database.ForgetChallenges(now - Memory);
        return true;
    }

    /// <summary>A nonce for one device.</summary>
    public OpenChallenge Ask(IHubTransaction database, Ueid ueid)
    {
        OpenChallenge challenge = Make(Now(), AnswerTime, ChallengeKind.Challenge, ueid);
        database.AddChallenge(challenge);
        return challenge;
    }

    private OpenChallenge Make(DateTimeOffset now, TimeSpan lifetime, ChallengeKind kind, Ueid? ueid)
    {
        byte[] nonce = RandomNumberGenerator.GetBytes(Challenge.NonceBytes);
        Challenge challenge = new(nonce, now, now + lifetime, kind, ueid);
        return new OpenChallenge(Convert.ToHexStringLower(nonce), ueid?.Hex, now, now + lifetime, statements.Sign(challenge));
    }

    // Whole seconds, as the statement has them.
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
}
