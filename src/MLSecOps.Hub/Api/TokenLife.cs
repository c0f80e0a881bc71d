namespace MLSecOps.Hub.Api;

/// <summary>How long a token counts (design §10: at most 24 hours).</summary>
internal static class TokenLife
{
    private const int LeastSeconds = 60;
    private const int MostSeconds = 24 * 3600;
    private const int DefaultSeconds = 3600;

    /// <summary>What may be asked for, in words.</summary>
    public static string Range => $"{LeastSeconds} to {MostSeconds}";

    /// <summary>Reads what was asked for; an hour when nothing was.</summary>
    public static bool TryRead(int? seconds, out TimeSpan life)
    {
        int asked = seconds ?? DefaultSeconds;
        life = TimeSpan.FromSeconds(asked);
        return asked is >= LeastSeconds and <= MostSeconds;
    }
}
