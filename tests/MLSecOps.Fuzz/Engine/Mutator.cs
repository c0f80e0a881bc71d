using System.Buffers.Binary;

using MLSecOps.Fuzz.Grammars;

namespace MLSecOps.Fuzz.Engine;

/// <summary>Makes new inputs of old ones: half of the time as bytes, half of the time as values of the grammar.</summary>
internal sealed class Mutator(IGrammar? grammar, int number, int mostBytes)
{
    private static readonly long[] Boundaries =
        [0, 1, -1, 127, 128, 255, 256, 32767, 32768, 65535, 65536, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, (1L << 53) - 1, 1L << 53, long.MaxValue, long.MinValue];

    private readonly Random _random = new(number);

    /// <summary>One new input.</summary>
    /// <param name="input">What to change.</param>
    /// <param name="donor">Where pieces may come from.</param>
    public byte[] Mutate(ReadOnlySpan<byte> input, ReadOnlySpan<byte> donor)
    {
        byte[] output = input.ToArray();
        if (grammar is not null && _random.Next(2) == 0 && grammar.Read(input) is { } root)
        {
            Node? other = grammar.Read(donor);
            for (int steps = _random.Next(1, 4); steps > 0; steps--)
            {
                ChangeValue(root, other ?? root, grammar);
            }

            List<byte> written = [];
            grammar.Write(root, written);
            output = [.. written];
            if (_random.Next(4) != 0)
            {
                return Cut(output);
            }
        }

        for (int steps = _random.Next(1, 4); steps > 0; steps--)
        {
            output = ChangeBytes(output, donor);
        }

        return Cut(output);
    }

    private byte[] Cut(byte[] output) => output.Length <= mostBytes ? output : output[..mostBytes];

    private void ChangeValue(Node root, Node donor, IGrammar syntax)
    {
        Node[] all = [.. root.All];
        Node[] parents = [.. all.Where(node => node.Children is { Count: > 0 })];
        if (parents.Length == 0)
        {
            return;
        }

        List<Node> siblings = parents[_random.Next(parents.Length)].Children!;
        int at = _random.Next(siblings.Count), to = _random.Next(siblings.Count);
        Node[] others = [.. donor.All];
        Node chosen = siblings[at];
        switch (_random.Next(10))
        {
            case 0:
                siblings.RemoveAt(at);
                break;
            case 1:
                siblings.Insert(to, chosen.Copy());
                break;
            case 2:
                (siblings[at], siblings[to]) = (siblings[to], siblings[at]);
                break;
            case 3:
                siblings[at] = others[_random.Next(others.Length)].Copy();
                break;
            case 4:
                siblings.Insert(at, others[_random.Next(others.Length)].Copy());
                break;
            case 5:
                siblings[at] = new Node(chosen.Head, null, [chosen]);
                break;
            case 6 when chosen.Head.Length > 0:
                chosen.Head = ChangeBytes(chosen.Head, others[_random.Next(others.Length)].Head);
                break;
            case 7 when chosen.Children is null:
                chosen.Leaf = ChangeBytes(chosen.Leaf, others[_random.Next(others.Length)].Leaf);
                break;
            case 8 when syntax.Heads.Count > 0:
                chosen.Head = syntax.Heads[_random.Next(syntax.Heads.Count)];
                break;
            default:
                chosen.Children = null;
                chosen.Leaf = [.. syntax.Leaves[_random.Next(syntax.Leaves.Count)]];
                break;
        }
    }

    private byte[] ChangeBytes(byte[] input, ReadOnlySpan<byte> donor)
    {
        if (input.Length == 0)
        {
            return donor.Length > 0 ? donor[..(1 + _random.Next(donor.Length))].ToArray() : [(byte)_random.Next(256)];
        }

        int at = _random.Next(input.Length), to = _random.Next(input.Length), length = 1 + _random.Next(Math.Min(input.Length - at, 1 << _random.Next(12)));
        byte[] same = [.. input];
        switch (_random.Next(11))
        {
            case 0:
                same[at] ^= (byte)(1 << _random.Next(8));
                return same;
            case 1:
                same[at] = (byte)_random.Next(256);
                return same;
            case 2:
                same[at] += (byte)(_random.Next(2) == 0 ? 1 : 255);
                return same;
            case 3:
                return input[..at];
            case 4:
                return [.. input.AsSpan(0, at), .. input.AsSpan(at + length)];
            case 5:
                return [.. input.AsSpan(0, to), .. input.AsSpan(at, length), .. input.AsSpan(to)];
            case 6:
                input.AsSpan(at, length).CopyTo(same.AsSpan(Math.Min(to, input.Length - length)));
                return same;
            case 7:
                byte[] random = new byte[_random.Next(1, 9)];
                _random.NextBytes(random);
                return [.. input.AsSpan(0, at), .. random, .. input.AsSpan(at)];
            case 8:
                PutBoundary(same.AsSpan(at));
                return same;
            case 9:
                return ChangeNumber(same, at);
            default:
                int from = donor.Length == 0 ? 0 : _random.Next(donor.Length);
                return [.. input.AsSpan(0, at), .. donor[from..]];
        }
    }

    private void PutBoundary(Span<byte> place)
    {
        Span<byte> value = stackalloc byte[sizeof(long)];
        long boundary = Boundaries[_random.Next(Boundaries.Length)];
        int width = 1 << _random.Next(4);
        if (_random.Next(2) == 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(value, boundary);
            value = value[..width];
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(value, boundary);
            value = value[^width..];
        }

        value[..Math.Min(width, place.Length)].CopyTo(place);
    }

    // A decimal number in text becomes a boundary.
    private byte[] ChangeNumber(byte[] input, int at)
    {
        int start = input.AsSpan(at).IndexOfAnyInRange((byte)'0', (byte)'9');
        if (start < 0)
        {
            return input;
        }

        start += at;
        int end = start;
        while (end < input.Length && input[end] is >= (byte)'0' and <= (byte)'9')
        {
            end++;
        }

        byte[] number = System.Text.Encoding.ASCII.GetBytes(Boundaries[_random.Next(Boundaries.Length)].ToString(System.Globalization.CultureInfo.InvariantCulture));
        return [.. input.AsSpan(0, start), .. number, .. input.AsSpan(end)];
    }
}
