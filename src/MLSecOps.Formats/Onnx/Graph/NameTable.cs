using System.Text;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Onnx.Graph;

/// <summary>Every name of a model once: values, nodes, operators, domains. Names are compared byte by byte, as the runtime does; O(1) each.</summary>
public sealed class NameTable
{
    /// <summary>The empty name.</summary>
    public const int None = 0;

    private readonly List<int> _starts = [0, 0];
    private int[] _slots = new int[1024];
    private byte[] _bytes = new byte[4096];

    internal NameTable()
    {
    }

    /// <summary>Different names, the empty one included.</summary>
    public int Count => _starts.Count - 1;

    /// <summary>The bytes of a name.</summary>
    public ReadOnlySpan<byte> Bytes(int name) => _bytes.AsSpan(_starts[name], _starts[name + 1] - _starts[name]);

    /// <summary>A name as text; untrusted. Bytes that are not UTF-8 become U+FFFD.</summary>
    public string Text(int name) => Encoding.UTF8.GetString(Bytes(name));

    /// <summary>Whether a name is this ASCII text.</summary>
    public bool Is(int name, ReadOnlySpan<byte> text) => Bytes(name).SequenceEqual(text);

    /// <summary>The number of a name; -1 when the model has no such name.</summary>
    public int Find(ReadOnlySpan<byte> name) => name.IsEmpty ? None : _slots[SlotOf(name)] - 1;

    /// <summary>The number of a name, which is added when it is new.</summary>
    internal int Add(ReadOnlySpan<byte> name, long offset)
    {
        if (name.IsEmpty)
        {
            return None;
        }

        int slot = SlotOf(name);
        if (_slots[slot] != 0)
        {
            return _slots[slot] - 1;
        }

        int start = _starts[^1];
        if (start + name.Length > WalkLimits.AllNameBytes)
        {
            throw new WalkRefusedException(new FormatFault(InspectionReasons.TooComplex, offset, $"at most {WalkLimits.AllNameBytes} bytes of names"));
        }

        if (start + name.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, start + name.Length));
        }

        name.CopyTo(_bytes.AsSpan(start));
        _starts.Add(start + name.Length);
        _slots[slot] = Count;
        if (Count * 2 > _slots.Length)
        {
            Grow();
        }

        return Count - 1;
    }

    // HashCode is seeded anew in every process, so that no model can be made to collide.
    private int SlotOf(ReadOnlySpan<byte> name)
    {
        var hash = default(HashCode);
        hash.AddBytes(name);
        int slot = hash.ToHashCode() & (_slots.Length - 1);
        while (_slots[slot] != 0 && !Bytes(_slots[slot] - 1).SequenceEqual(name))
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        return slot;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        for (int name = 1; name < Count; name++)
        {
            _slots[SlotOf(Bytes(name))] = name + 1;
        }
    }
}
