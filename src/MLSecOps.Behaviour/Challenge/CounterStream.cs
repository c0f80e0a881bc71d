using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace MLSecOps.Behaviour.Challenge;

/// <summary>A stream of bytes, block n of which is SHA-256(key ‖ n), and whole numbers drawn from it.</summary>
/// <remarks>Key and counter have a fixed length, 40 bytes in one block of SHA-256, so that no block's input is the beginning of another's. O(1) memory.</remarks>
internal ref struct CounterStream
{
    private const int KeyBytes = 32;

    private readonly Span<byte> _input;
    private readonly Span<byte> _block;
    private ulong _counter;
    private int _used;

    /// <summary>A stream at its beginning.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="scratch">72 bytes that belong to the stream as long as it is used.</param>
    public CounterStream(ReadOnlySpan<byte> key, Span<byte> scratch)
    {
        _input = scratch[..(KeyBytes + sizeof(ulong))];
        _block = scratch[_input.Length..];
        key.CopyTo(_input);
        _used = _block.Length;
    }

    /// <summary>Bytes that <see cref="CounterStream(ReadOnlySpan{byte}, Span{byte})"/> needs.</summary>
    public const int ScratchBytes = KeyBytes + sizeof(ulong) + KeyBytes;

    /// <summary>A whole number from 0 to <paramref name="most"/>, each as likely as any other.</summary>
    /// <remarks>As few bytes as hold <paramref name="most"/>, big-endian, cut to its bits; drawn again while larger, which happens with a probability below 1/2. Nothing is read for 0.</remarks>
    public ulong Draw(ulong most)
    {
        int bits = 64 - BitOperations.LeadingZeroCount(most);
        ulong mask = bits == 64 ? ulong.MaxValue : (1UL << bits) - 1;
        ulong drawn;
        do
        {
            drawn = 0;
            for (int left = (bits + 7) / 8; left > 0; left--)
            {
                drawn = (drawn << 8) | Next();
            }

            drawn &= mask;
        }
        while (drawn > most);
        return drawn;
    }

    private byte Next()
    {
        if (_used == _block.Length)
        {
            BinaryPrimitives.WriteUInt64BigEndian(_input[KeyBytes..], _counter++);
            SHA256.HashData(_input, _block);
            _used = 0;
        }

        return _block[_used++];
    }
}
