namespace MLSecOps.TestKit.Onnx.Mutations;

/// <summary>Writes a model in another way, or wrongly. The same seed gives the same bytes.</summary>
/// <param name="seed">Seed of all choices.</param>
public sealed class ModelMutator(int seed)
{
    private const int Delimited = 2;
    private static readonly ulong[] Boundaries =
        [0, 1, 2, 15, 16, 127, 128, 300, int.MaxValue, 1UL << 31, uint.MaxValue, 1UL << 32, (1UL << 32) + 1, long.MaxValue, 1UL << 63, ulong.MaxValue, ulong.MaxValue - 6];

    private readonly Random _random = new(seed);

    /// <summary>Mutates a model.</summary>
    /// <param name="model">A model that is well formed.</param>
    /// <param name="mutation">How.</param>
    public byte[] Apply(byte[] model, ModelMutation mutation)
    {
        ArgumentNullException.ThrowIfNull(model);
        switch (mutation)
        {
            case ModelMutation.None:
                return model;
            case ModelMutation.BitFlip:
                byte[] flipped = [.. model];
                for (int count = _random.Next(1, 4); count > 0; count--)
                {
                    flipped[_random.Next(flipped.Length)] ^= (byte)(1 << _random.Next(8));
                }

                return flipped;
            case ModelMutation.CutFile:
                return model[.._random.Next(model.Length)];
        }

        WireNode root = WireNode.Of(1, model);
        if (root.Children is null)
        {
            throw new ArgumentException("The model is not written in the shortest way.", nameof(model));
        }

        for (int count = mutation == ModelMutation.Several ? 3 : 1; count > 0; count--)
        {
            ModelMutation one = mutation == ModelMutation.Several ? (ModelMutation)_random.Next((int)ModelMutation.CutField, (int)ModelMutation.Nest) : mutation;
            Change(root, one);
        }

        return root.Bytes;
    }

    private void Change(WireNode root, ModelMutation mutation)
    {
        WireNode[] messages = [.. Messages(root)];
        List<WireNode> siblings = messages[_random.Next(messages.Length)].Children!;
        int at = _random.Next(siblings.Count);
        WireNode field = siblings[at];
        switch (mutation)
        {
            case ModelMutation.CutField when Any(messages, node => node.IsDelimited && node.Bytes.Length > 0) is { } cut:
                byte[] whole = cut.Bytes;
                (cut.Content, cut.Children) = (whole[.._random.Next(whole.Length)], null);
                break;
            case ModelMutation.WrongLength when Any(messages, node => node.IsDelimited) is { } lying:
                lying.LengthError = _random.Next(6) switch { 0 => 1, 1 => -1, 2 => _random.Next(1, 200), 3 => -_random.Next(1, 200), 4 => int.MaxValue - 16 - lying.Bytes.Length, _ => 1L << _random.Next(31, 40) };
                break;
            case ModelMutation.Duplicate:
                siblings.Insert(_random.Next(2) == 0 ? at + 1 : siblings.Count, field.Copy());
                break;
            case ModelMutation.Remove:
                siblings.RemoveAt(at);
                break;
            case ModelMutation.Reorder:
                WireNode[] shuffled = [.. siblings];
                _random.Shuffle(shuffled);
                siblings.Clear();
                siblings.AddRange(shuffled);
                break;
            case ModelMutation.PadVarint:
                field.Padding = _random.Next(2) == 0 ? (_random.Next(1, 6), 0) : (0, _random.Next(1, 11));
                break;
            case ModelMutation.UnknownField:
                siblings.Insert(_random.Next(siblings.Count + 1), Unknown());
                break;
            case ModelMutation.WireType:
                ChangeType(field);
                break;
            case ModelMutation.Pack:
                Pack(messages);
                break;
            case ModelMutation.Unpack:
                Unpack(messages);
                break;
            case ModelMutation.Split:
                Split(messages);
                break;
            case ModelMutation.Renumber:
                field.Number = _random.Next(1, 27);
                break;
            case ModelMutation.Boundary when Any(messages, node => node.Type == 0) is { } number:
                number.Value = Boundaries[_random.Next(Boundaries.Length)];
                break;
            case ModelMutation.Text when Any(messages, node => node is { IsDelimited: true, Children: null }) is { } text:
                text.Content = _random.Next(3) switch { 0 => [0xFF, 0xFE], 1 => [.. text.Content, 0xC3], _ => [0xED, 0xA0, 0x80, .. text.Content] };
                break;
            case ModelMutation.Graft:
                WireNode[] others = [.. messages.SelectMany(message => message.Children!)];
                siblings.Insert(at, others[_random.Next(others.Length)].Copy());
                break;
            case ModelMutation.Nest:
                siblings.Insert(at, _random.Next(2) == 0 ? NestedType() : NestedGraph());
                root.Children!.Insert(0, _random.Next(2) == 0 ? NestedType() : NestedGraph());
                break;
        }
    }

    private WireNode Unknown()
    {
        int number = _random.Next(4) switch { 0 => 16, 1 => 31, 2 => 4000, _ => (1 << 29) - 1 };
        int type = _random.Next(8);
        byte[] content = type switch
        {
            Delimited => [1, 2, 3],
            3 => Group(number, _random.Next(1, 4)),
            _ => [],
        };
        return new WireNode { Number = _random.Next(12) == 0 ? 0 : number, Type = type, Value = (ulong)_random.NextInt64(), Content = content };
    }

    /// <summary>The rest of a group: a field, perhaps groups in it, and its end, that of another group, or none.</summary>
    private byte[] Group(int number, int depth)
    {
        var output = new MemoryStream();
        WireNode.WriteVarint(output, 5 << 3, 0);
        WireNode.WriteVarint(output, 7, 0);
        if (depth > 1)
        {
            WireNode.WriteVarint(output, (6 << 3) | 3, 0);
            output.Write(Group(6, depth - 1));
        }

        if (_random.Next(6) is > 0 and var end)
        {
            WireNode.WriteVarint(output, ((ulong)(end == 1 ? number - 1 : number) << 3) | 4, 0);
        }

        return output.ToArray();
    }

    private void ChangeType(WireNode field)
    {
        int type = new[] { 0, 1, 2, 5 }[_random.Next(4)];
        if (type == Delimited && !field.IsDelimited)
        {
            (field.Content, field.Children) = (BitConverter.GetBytes(field.Value), null);
        }

        field.Type = type;
    }

    private void Pack(WireNode[] messages)
    {
        // Fields of one number that stand side by side and hold numbers; else one of them alone.
        (WireNode Message, int First)[] runs = [.. messages.SelectMany(message => message.Children!.Select((node, index) => (message, index)).Where(pair => message.Children![pair.index].Type is 0 or 5))];
        if (runs.Length == 0)
        {
            return;
        }

        (WireNode owner, int first) = runs[_random.Next(runs.Length)];
        List<WireNode> fields = owner.Children!;
        (int number, int type) = (fields[first].Number, fields[first].Type);
        var output = new MemoryStream();
        int count = 0;
        for (; first + count < fields.Count && fields[first + count].Number == number && fields[first + count].Type == type; count++)
        {
            ulong value = fields[first + count].Value;
            if (type == 0)
            {
                WireNode.WriteVarint(output, value, _random.Next(8) == 0 ? 1 : 0);
            }
            else
            {
                output.Write(BitConverter.GetBytes((uint)value));
            }
        }

        fields.RemoveRange(first, count);
        fields.Insert(first, new WireNode { Number = number, Type = Delimited, Content = output.ToArray() });
    }

    private void Unpack(WireNode[] messages)
    {
        (WireNode Message, int Index)[] candidates = [.. messages.SelectMany(message => message.Children!.Select((node, index) => (message, index)).Where(pair => message.Children![pair.index] is { IsDelimited: true, Bytes.Length: > 0 and < 64 }))];
        if (candidates.Length == 0)
        {
            return;
        }

        (WireNode owner, int at) = candidates[_random.Next(candidates.Length)];
        WireNode packed = owner.Children![at];
        byte[] bytes = packed.Bytes;
        owner.Children.RemoveAt(at);
        IEnumerable<WireNode> single = bytes.Length % 4 == 0 && _random.Next(2) == 0
            ? bytes.Chunk(4).Select(four => new WireNode { Number = packed.Number, Type = 5, Value = BitConverter.ToUInt32(four) })
            : bytes.Select(value => new WireNode { Number = packed.Number, Value = value });
        owner.Children.InsertRange(at, single);
    }

    private void Split(WireNode[] messages)
    {
        WireNode[] owners = [.. messages.Where(message => message.Children!.Exists(child => child.Children is { Count: > 1 }))];
        if (owners.Length == 0)
        {
            return;
        }

        List<WireNode> fields = owners[_random.Next(owners.Length)].Children!;
        WireNode[] candidates = [.. fields.Where(child => child.Children is { Count: > 1 })];
        WireNode whole = candidates[_random.Next(candidates.Length)];
        int cut = _random.Next(1, whole.Children!.Count), at = fields.IndexOf(whole);
        var second = new WireNode { Number = whole.Number, Type = Delimited, Children = whole.Children[cut..] };
        whole.Children = whole.Children[..cut];
        fields.Insert(_random.Next(2) == 0 ? at + 1 : fields.Count, second);
    }

    // graph { input { type { sequence_type { elem_type { sequence_type …
    private WireNode NestedType()
    {
        byte[] type = [];
        for (int level = _random.Next(44, 52); level > 0; level--)
        {
            type = new WireWriter().Bytes(4, new WireWriter().Bytes(1, type).ToArray()).ToArray();
        }

        return WireNode.Of(7, new WireWriter().Bytes(11, new WireWriter().Text(1, "deep").Bytes(2, type).ToArray()).ToArray());
    }

    // graph { node { attribute { g { node { attribute { g …
    private WireNode NestedGraph()
    {
        byte[] graph = _random.Next(3) switch
        {
            0 => [],
            1 => new WireWriter().Bytes(1, new WireWriter().Text(4, "Relu").ToArray()).ToArray(),
            _ => new WireWriter().Bytes(1, new WireWriter().Text(4, "If").Bytes(5, new WireWriter().Text(1, "a").Bytes(5, new WireWriter().Number(1, 3).ToArray()).ToArray()).ToArray()).ToArray(),
        };
        for (int level = _random.Next(30, 35); level > 0; level--)
        {
            graph = new WireWriter().Bytes(1, new WireWriter().Text(4, "If").Bytes(5, new WireWriter().Text(1, "then_branch").Bytes(6, graph).Number(20, 5).ToArray()).ToArray()).ToArray();
        }

        return WireNode.Of(7, graph);
    }

    private WireNode? Any(WireNode[] messages, Func<WireNode, bool> fits)
    {
        WireNode[] fields = [.. messages.SelectMany(message => message.Children!).Where(fits)];
        return fields.Length == 0 ? null : fields[_random.Next(fields.Length)];
    }

    private static IEnumerable<WireNode> Messages(WireNode node)
    {
        if (node.Children is not { Count: > 0 } children)
        {
            yield break;
        }

        yield return node;
        foreach (WireNode inner in children.SelectMany(Messages))
        {
            yield return inner;
        }
    }
}
