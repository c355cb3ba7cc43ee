"""Run as a program of its own: prints as JSON what MediaInfo says of the file that is named."""

import json
import sys


def main() -> None:
    """`null` where nothing can be told, `"not installed"` without the library."""
    try:
        from pymediainfo import MediaInfo

        tracks = MediaInfo.parse(sys.argv[1]).tracks
    except (ImportError, OSError):
        print(json.dumps("not installed" if "pymediainfo" not in sys.modules else None))
        return
    except Exception:  # a library's view of a file that anyone may have made
        print("null")
        return
    general = next((track for track in tracks if track.track_type == "General"), None)
    picture = next((track for track in tracks if track.track_type == "Video"), None)
    sound = next((track for track in tracks if track.track_type == "Audio"), None)
    track = picture or sound
    profile = str(getattr(general, "format_profile", "") or "")
    container = getattr(general, "format", None)
    print(
        json.dumps(
            {
                "container": "QuickTime" if profile == "QuickTime" else container,
                "codec": getattr(track, "format", None),
                "milliseconds": getattr(general, "duration", None) or getattr(track, "duration", None),
                "width": getattr(picture, "width", None),
                "height": getattr(picture, "height", None),
                "rotation": getattr(picture, "rotation", None),
                "fps": getattr(picture, "frame_rate", None),
            }
        )
    )


if __name__ == "__main__":
    main()
