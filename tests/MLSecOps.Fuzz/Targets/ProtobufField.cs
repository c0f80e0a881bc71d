namespace MLSecOps.Fuzz.Targets;

/// <summary>Makes seeds of protobuf messages.</summary>
internal static class ProtobufField
{
    /// <summary>One field with a length.</summary>
    public static byte[] Of(int number, ReadOnlySpan<byte> content)
    {
        List<byte> output = [];
        foreach (int value in new[] { (number << 3) | 2, content.Length })
        {
            int rest = value;
            for (; rest >= 0x80; rest >>= 7)
            {
                output.Add((byte)(rest | 0x80));
            }

            output.Add((byte)rest);
        }

        return [.. output, .. content];
    }
}
