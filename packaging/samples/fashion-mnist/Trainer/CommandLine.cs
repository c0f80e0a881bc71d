using System.Globalization;

namespace MLSecOps.Samples.FashionMnist;

/// <summary>A verb and its <c>--flag value</c> pairs.</summary>
internal sealed class CommandLine
{
    private readonly Dictionary<string, string> _values = [];

    /// <exception cref="CommandFault">A flag is unknown, repeated or without a value.</exception>
    public CommandLine(ReadOnlySpan<string> arguments, params ReadOnlySpan<string> knownFlags)
    {
        for (var i = 0; i < arguments.Length; i += 2)
        {
            var flag = arguments[i];
            if (!knownFlags.Contains(flag))
            {
                throw CommandFault.Usage($"unknown argument '{flag}'");
            }

            if (i + 1 == arguments.Length || arguments[i + 1].Length == 0)
            {
                throw CommandFault.Usage($"{flag} needs a value");
            }

            if (!_values.TryAdd(flag, arguments[i + 1]))
            {
                throw CommandFault.Usage($"{flag} is given twice");
            }
        }
    }

    public string Text(string flag, string fallback) => _values.GetValueOrDefault(flag, fallback);

    public string Text(string flag) =>
        _values.TryGetValue(flag, out var value) ? value : throw CommandFault.Usage($"{flag} is missing");

    public ulong Number(string flag) =>
        ulong.TryParse(Text(flag), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw CommandFault.Usage($"{flag} must be a whole number");
}
