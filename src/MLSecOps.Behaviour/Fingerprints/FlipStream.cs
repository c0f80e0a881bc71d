using System.Numerics;

namespace MLSecOps.Behaviour.Fingerprints;

/// <summary>Whole numbers from a seed, SplitMix64 (Steele, Lea and Flood 2014): the same on every machine, and without a cryptographic library, which a locked-down worker cannot load. Nothing secret is drawn from it.</summary>
internal struct FlipStream(ulong seed)
{
    private const ulong Golden = 0x9E37_79B9_7F4A_7C15;

    private ulong _state = seed;

    /// <summary>A whole number from 0 to <paramref name="most"/>, each as likely as any other.</summary>
    public ulong Draw(ulong most)
    {
        int bits = 64 - BitOperations.LeadingZeroCount(most);
        if (bits == 0)
        {
            return 0;
        }

        ulong drawn;
        do
        {
            drawn = Next() >> (64 - bits);
        }
        while (drawn > most);
        return drawn;
    }

    private ulong Next()
    {
        ulong mixed = _state += Golden;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
        return mixed ^ (mixed >> 31);
    }
}
