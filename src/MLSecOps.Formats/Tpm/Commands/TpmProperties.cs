using System.Text;

namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>What kind of TPM it is (TPM_PT, Part 2, 6.13).</summary>
/// <param name="Manufacturer">Four letters of its vendor, such as <c>IFX</c>; anything unprintable as a dot.</param>
/// <param name="Firmware">Version of its firmware, both halves.</param>
public sealed record TpmProperties(string Manufacturer, ulong Firmware)
{
    private const uint FirstFixed = 0x105;
    private const uint FirmwareHigh = 0x10b;
    private const uint FirmwareLow = 0x10c;
    private const uint Asked = 8;

    /// <summary>The command that asks for them.</summary>
    public static TpmCommand<IReadOnlyDictionary<uint, uint>> Command() => GetCapability.FixedProperties(FirstFixed, Asked);

    /// <summary>Makes the values readable.</summary>
    public static TpmProperties Of(IReadOnlyDictionary<uint, uint> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        uint vendor = values.GetValueOrDefault(FirstFixed);
        StringBuilder text = new();
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            char letter = (char)(byte)(vendor >> shift);
            text.Append(letter == '\0' ? string.Empty : char.IsAsciiLetterOrDigit(letter) || letter == ' ' ? letter : '.');
        }

        return new TpmProperties(text.ToString().TrimEnd(), ((ulong)values.GetValueOrDefault(FirmwareHigh) << 32) | values.GetValueOrDefault(FirmwareLow));
    }
}
