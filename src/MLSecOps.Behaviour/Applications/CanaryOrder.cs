using System.Buffers.Binary;
using System.Security.Cryptography;
using MLSecOps.Behaviour.Challenge;

namespace MLSecOps.Behaviour.Applications;

/// <summary>Which canary comes next, when, and under which token: drawn from a secret, so that nobody who sees some of them can tell the others (ml.md §4.5: rotation).</summary>
/// <remarks>Every vector comes once before any comes again, each round in an order of its own. Not safe for several threads.</remarks>
public sealed class CanaryOrder
{
    private const ulong Fine = (1UL << 53) - 1;

    private readonly byte[] _secret;
    private readonly int[] _round;
    private ulong _draws;
    private int _at;

    /// <summary>An order at its beginning.</summary>
    /// <param name="vectors">How many vectors there are, at least 1.</param>
    /// <param name="secret">32 bytes that nobody else knows, new for each application.</param>
    public CanaryOrder(int vectors, ReadOnlySpan<byte> secret)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vectors, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(secret.Length, SHA256.HashSizeInBytes, nameof(secret));
        _secret = secret.ToArray();
        _round = [.. Enumerable.Range(0, vectors)];
        _at = vectors;
    }

    /// <summary>The next vector, counted from 0.</summary>
    public int Next()
    {
        if (_at == _round.Length)
        {
            // Fisher and Yates.
            for (int last = _round.Length - 1; last > 0; last--)
            {
                int other = (int)Draw((ulong)last);
                (_round[last], _round[other]) = (_round[other], _round[last]);
            }

            _at = 0;
        }

        return _round[_at++];
    }

    /// <summary>A token, never 0.</summary>
    public ulong Token() => Draw(ulong.MaxValue - 1) + 1;

    /// <summary>How long to wait: from half to one and a half of the mean.</summary>
    public TimeSpan Wait(TimeSpan mean) => mean * (0.5 + (Draw(Fine) / (double)Fine));

    // A stream of its own for each draw: the state is one number.
    private ulong Draw(ulong most)
    {
        Span<byte> key = stackalloc byte[_secret.Length + sizeof(ulong)];
        _secret.CopyTo(key);
        BinaryPrimitives.WriteUInt64BigEndian(key[_secret.Length..], _draws++);
        Span<byte> hashed = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(key, hashed);
        return new CounterStream(hashed, stackalloc byte[CounterStream.ScratchBytes]).Draw(most);
    }
}
