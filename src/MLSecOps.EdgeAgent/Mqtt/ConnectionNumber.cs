using System.Globalization;
using System.Text;
using MLSecOps.Core.Findings;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.Linux.Files;

namespace MLSecOps.EdgeAgent.Mqtt;

/// <summary>Numbers connections (bdSeq): rises with each CONNECT, over restarts too, so that the will of an earlier connection is known to be stale.</summary>
internal sealed class ConnectionNumber(string file, AgentLog log)
{
    private const int MaxBytes = 32;
    private long? _last;

    /// <summary>The next number, from 1; on the disk when this returns, unless the disk refuses, which is reported.</summary>
    public long Next()
    {
        try
        {
            _last ??= Read();
            AtomicFile.Write(file, Encoding.ASCII.GetBytes((_last.Value + 1).ToString(CultureInfo.InvariantCulture) + "\n"));
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
        {
            log.Failure(StoreReasons.StoreFailed, null, outside.Message);
        }

        _last = (_last ?? 0) + 1;
        return _last.Value;
    }

    private long Read()
    {
        if (!File.Exists(file))
        {
            return 0;
        }

        using FileByteSource source = FileByteSource.Open(file);
        byte[] content = new byte[MaxBytes];
        string text = Encoding.ASCII.GetString(content, 0, source.Read(0, content)).TrimEnd('\n');
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;
    }
}
